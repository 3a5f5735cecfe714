// A guest for QEMU's arm64 machine `virt`. It says that it is up, shows the line that it was given and the first
// bytes of its archive, both as the device tree tells them, and powers off. Nothing is linked.

    // Linux's image header (Documentation/arch/arm64/booting.rst, "Call the kernel image").
    b start
    .word 0
    .quad 0, 0x10000, 0, 0, 0, 0
    .ascii "ARM\x64"
    .word 0

start:
    mov x19, x0                 // the device tree
    mov x20, #0x09000000        // the PL011 of `virt`
    adr x0, banner
    bl print
    // The header's offsets of the structure and the strings block (Devicetree Specification 0.4, section 5.2).
    ldr w1, [x19, #8]
    rev w1, w1
    add x21, x19, x1
    ldr w1, [x19, #12]
    rev w1, w1
    add x22, x19, x1

next:                           // section 5.4.1, "Lexical structure"
    ldr w1, [x21], #4
    rev w1, w1
    cmp w1, #1                  // FDT_BEGIN_NODE
    b.eq name
    cmp w1, #3                  // FDT_PROP
    b.eq property
    cmp w1, #9                  // FDT_END
    b.eq off
    b next

name:
    ldrb w1, [x21], #1
    cbnz w1, name
    b align

property:
    ldp w23, w24, [x21], #8     // the value's length, the name's offset
    rev w23, w23
    rev w24, w24
    add x25, x22, x24
    mov x26, x21                // the value
    add x21, x21, x23

    adr x1, bootargs
    bl compare
    cbnz w0, 1f
    adr x0, line
    bl print
    mov x0, x26
    bl print
    adr x0, end
    bl print

1:  adr x1, initrd
    bl compare
    cbnz w0, align
    adr x0, archive
    bl print
    add x26, x26, x23
    ldr w1, [x26, #-4]          // one cell or two; the low word comes last
    rev w1, w1
    mov x27, x1
    mov x28, #6
2:  ldrb w0, [x27], #1
    strb w0, [x20]
    subs x28, x28, #1
    b.ne 2b
    adr x0, end
    bl print

align:
    add x21, x21, #3
    and x21, x21, #~3
    b next

off:                            // SYSTEM_OFF (PSCI, Arm DEN 0022, section 5.9)
    movz w0, #0x0008
    movk w0, #0x8400, lsl #16
    hvc #0
    b .

print:                          // x0: the text
    ldrb w1, [x0], #1
    cbz w1, 3f
    strb w1, [x20]
    b print
3:  ret

compare:                        // x25 and x1: texts; 0 in w0 when they are the same
    mov x2, x25
4:  ldrb w3, [x2], #1
    ldrb w4, [x1], #1
    subs w0, w3, w4
    b.ne 5f
    cbnz w3, 4b
5:  ret

banner:   .asciz "Powered by Unikraft\n"
line:     .asciz "line <"
archive:  .asciz "archive <"
end:      .asciz ">\n"
bootargs: .asciz "bootargs"
initrd:   .asciz "linux,initrd-start"
