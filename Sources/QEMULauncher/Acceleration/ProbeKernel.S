/*
 * The probe kernel: does this accelerator really run a guest such as Unikraft?
 *
 * A broken KVM, for example a nested one that emulates instructions one by one, starts QEMU and
 * runs a trivial kernel, and then stops a real one with an internal error or without a word. So
 * this kernel does what Unikraft's x86 platform (plat/kvm/x86) does before its banner.
 *
 * Then it reports one byte: on the first serial port (0x3f8), and to port 0xf4, by which QEMU
 * exits with the status 2 * byte + 1 if it has `-device isa-debug-exit,iobase=0xf4,iosize=0x04`.
 * Else the processor halts. Whoever runs it sets a limit. A triple fault resets the machine: with
 * `-no-reboot` that is exit status 0 and no byte.
 *
 * Boot protocol: Multiboot 0.6.96 with the address fields (section 3.1.3), so that the image is a
 * flat binary, and no linker has a say in its bytes. Scripts/assemble-probe-kernel makes
 * ProbeKernel.swift of this file; it also reads the RESULT_ and STAGE_ lines, so each keeps its
 * form: name, letter, meaning.
 */

/* Results. The upper case letter is success; any other byte is a failure. */
#define RESULT_RUNS           'K'   /* everything works */
#define RESULT_NO_LONG_MODE   'l'   /* the processor offers no long mode */
#define RESULT_NO_HUGE_PAGES  'g'   /* all else works, but the processor offers no 1 GiB pages (pdpe1gb) */

/* Stages. An unexpected exception or a wrong outcome reports the letter of the stage. */
#define STAGE_SEGMENTS        's'   /* loading segments, the task register or the interrupt table failed */
#define STAGE_FLOATING_POINT  'f'   /* the FPU, SSE, AVX or saving their state failed */
#define STAGE_MODEL_REGISTERS 'm'   /* a model-specific register (EFER, PAT, FS or GS base) failed */
#define STAGE_DIRECT_MAP      'd'   /* memory is wrong when seen through a 1 GiB page */
#define STAGE_PAGE_FAULT      'p'   /* a page fault was not delivered, or not resumed, as it should be */
#define STAGE_TIMER           't'   /* the timer interrupt failed */
#define STAGE_CLOCK           'c'   /* the time stamp counter does not advance */
#define STAGE_SYSTEM_CALL     'y'   /* the SYSCALL instruction failed in ring 0 */

#define PIC1            0x20                /* ports; the data register is the next one */
#define PIC2            0xa0
#define PIT             0x40

/* Memory, all identity-mapped. The work area is cleared at the start. */
#define IMAGE           0x100000
#define WORK            0x110000
#define PML4            (WORK + 0x0000)
#define PDPT_LOW        (WORK + 0x1000)     /* 0 to 4 GiB */
#define PDPT_HIGH       (WORK + 0x2000)     /* the last 512 GiB: physical memory in 1 GiB pages */
#define PD              (WORK + 0x3000)     /* four tables: 0 to 4 GiB in 2 MiB pages */
#define PT              (WORK + 0x7000)     /* 0 to 2 MiB in 4 KiB pages */
#define IDT             (WORK + 0x8000)     /* 256 gates of 16 bytes */
#define TSS             (WORK + 0x9000)
#define TSS_IST1        (TSS + 0x24)
#define TSS_IST2        (TSS + 0x2c)
#define TICKS           (WORK + 0x9100)     /* timer interrupts seen */
#define FAULTS          (WORK + 0x9108)     /* page faults handled */
#define STATE           (WORK + 0x9400)     /* fxsave or xsave: 1 KiB, 64-byte aligned */
#define SPARE_PAGE      (WORK + 0xa000)     /* the page fault handler maps it at address 0 */
#define STACK           (WORK + 0xc000)     /* stacks grow down from here */
#define STACK_INTERRUPT (WORK + 0xd000)
#define STACK_TRAP      (WORK + 0xe000)
#define WORK_END        (WORK + 0xe000)

#define PAGE_RW         0x003               /* page table entries: present, writable */
#define PAGE_LARGE_RW   0x083               /* the same for a 2 MiB or 1 GiB page */
#define CODE64          0x08                /* segment selectors, see `gdt` */
#define DATA            0x10
#define EFER            0xc0000080          /* a model-specific register */
#define CPUID_PAGE1GB   26                  /* bit of EDX, leaf 0x80000001 */
#define IRQ0            32                  /* interrupt vector; IRQ 1 to 15 follow */
#define PATTERN         0x600df00d

/* Where a label stands once the image is loaded; a constant, so that nothing needs linking. */
#define AT(label)       (label - image + IMAGE)

/*
 * Enters a stage of the 64-bit code: r15d holds its letter. With TRACE defined it also prints the
 * letter (uses AL and DX), which shows where a processor stopped that can no longer report.
 */
.macro stage letter
        movl    $\letter, %r15d
#ifdef TRACE
        movb    $\letter, %al
        movw    $0x3f8, %dx
        outb    %al, %dx
#endif
.endm
/* Fails the stage unless both are equal. */
.macro expect wanted, found
        cmpl    \wanted, \found
        jne     failed
.endm
/* CPUID leaf `leaf`, subleaf 0. */
.macro ask leaf
        movl    $\leaf, %eax
        xorl    %ecx, %ecx
        cpuid
.endm
.macro write_msr register, low, high=0
        movl    $\register, %ecx
        movl    $\low, %eax
        movl    $\high, %edx
        wrmsr
.endm
/* Sets bits of a control register. */
.macro set_bits register, bits
        movq    \register, %rax
        orl     $\bits, %eax
        movq    %rax, \register
.endm
/* 32-bit code: `count` page table entries at `table`, from `first` on, `step` apart, below 4 GiB. */
.macro fill table, first, step, count
        movl    $\table, %edi
        movl    $\first, %eax
        movl    $\count, %ecx
1:      movl    %eax, (%edi)
        addl    $\step, %eax
        addl    $8, %edi
        loop    1b
.endm
/* The gate of a vector: its handler, on the stack IST1 or IST2. */
.macro gate vector, handler, stack
        movl    $(IDT + \vector * 16), %edi
        movl    $AT(\handler), %eax
        call    set_gate
        movb    $\stack, IDT + \vector * 16 + 4
.endm
/* Writes `result` to the serial port once it is ready, asks QEMU to exit with it, halts. */
.macro report_and_stop result
        movl    $0x3fd, %edx                /* line status */
        movl    $10000, %ecx
1:      inb     %dx, %al
        testb   $0x20, %al                  /* transmitter empty */
        loopz   1b
        movl    $0x3f8, %edx
        movl    \result, %eax
        outb    %al, %dx
        outl    %eax, $0xf4
1:      cli
        hlt
        jmp     1b
.endm

        .text
image:  .long   0x1badb002, 0x00010000      /* magic; flags: the address fields are valid */
        .long   -(0x1badb002 + 0x00010000)  /* checksum */
        .long   IMAGE, IMAGE                /* header_addr, load_addr */
        .long   AT(image_end), WORK_END     /* load_end_addr, bss_end_addr */
        .long   AT(entry)                   /* entry_addr */

        .code32                             /* ---------- protected mode ---------- */
entry:  cld
        movl    $WORK, %edi
        movl    $((WORK_END - WORK) / 4), %ecx
        xorl    %eax, %eax
        rep stosl
        ask     0x80000000
        cmpl    $0x80000001, %eax           /* the highest leaf */
        jb      fail32
        ask     0x80000001
        movl    %edx, %ebp                  /* kept for the direct map */
        btl     $29, %edx                   /* LM */
        jnc     fail32

        /* Like Unikraft: 4 KiB pages up to 2 MiB without the first one, 2 MiB pages up to 4 GiB. */
        fill    PT + 8, 0x1000 + PAGE_RW, 0x1000, 511
        fill    PD + 8, 0x200000 + PAGE_LARGE_RW, 0x200000, 2047
        movl    $(PT + PAGE_RW), PD
        fill    PDPT_LOW, PD + PAGE_RW, 0x1000, 4
        movl    $(PDPT_LOW + PAGE_RW), PML4
        btl     $CPUID_PAGE1GB, %ebp
        jnc     2f
        fill    PDPT_HIGH, PAGE_LARGE_RW, 0x40000000, 4     /* the start of the direct map */
        movl    $(PDPT_HIGH + PAGE_RW), PML4 + 511 * 8
2:      movl    $0x20, %eax                 /* long mode, in Unikraft's order: PAE, LME, PG + WP */
        movl    %eax, %cr4
        write_msr EFER, 0x100
        movl    $PML4, %eax
        movl    %eax, %cr3
        movl    $0x80010001, %eax
        movl    %eax, %cr0
        lgdt    AT(gdtr)
        ljmp    $CODE64, $AT(long_mode)

fail32: report_and_stop $RESULT_NO_LONG_MODE

        .code64                             /* ---------- long mode ---------- */
long_mode:
        movl    $DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        movl    $STACK, %esp

        stage   STAGE_SEGMENTS
        movl    $IDT, %edi                  /* an unexpected vector ends the probe */
        movl    $AT(failed), %eax
        movl    $256, %ecx
1:      call    set_gate
        loop    1b
        gate    14, page_fault, 2
        gate    IRQ0, timer_interrupt, 1
        gate    IRQ0+7, spurious_interrupt, 1       /* what the PIC answers when a line drops early */
        movq    $STACK_INTERRUPT, TSS_IST1
        movq    $STACK_TRAP, TSS_IST2
        lgdt    AT(gdtr)
        pushq   $CODE64
        pushq   $AT(1f)
        lretq
1:      movl    $0x18, %eax                 /* the task segment */
        ltr     %ax
        lidt    AT(idtr)

        stage   STAGE_FLOATING_POINT        /* the first that KVM's instruction emulator cannot do */
        set_bits %cr0, 0x22                 /* NE, MP */
        fninit
        set_bits %cr4, 0x600                /* OSFXSR, OSXMMEXCPT */
        ldmxcsr AT(mxcsr)
        movdqa  AT(single), %xmm0          /* SSE2: four sums, compared with four floats */
        paddd   AT(single), %xmm0
        cvttps2dq AT(double), %xmm1
        pcmpeqd %xmm1, %xmm0
        pmovmskb %xmm0, %eax
        expect  $0xffff, %eax
        movl    $7, %ebx                    /* fxrstor gives back what fxsave kept */
        cvtsi2sdl %ebx, %xmm2
        fxsave64 STATE
        pxor    %xmm2, %xmm2
        fxrstor64 STATE
        cvttsd2si %xmm2, %eax
        expect  %ebx, %eax
        fld1                                /* x87 */
        fadd    %st(0), %st(0)
        fistpl  STATE
        expect  $2, STATE

        ask     1
        btl     $26, %ecx                   /* XSAVE */
        jnc     no_xsave
        movl    %ecx, %r8d
        set_bits %cr4, 0x40000              /* OSXSAVE */
        movl    $STATE, %edi                /* the header of the area must be zero */
        movl    $0x100, %ecx
        xorl    %eax, %eax
        rep stosl
        xgetbv                              /* register 0, as ECX is 0 */
        orl     $3, %eax                    /* x87, SSE */
        btl     $28, %r8d                   /* AVX */
        jnc     1f
        orl     $4, %eax
1:      xsetbv
        movl    $7, %eax
        xorl    %edx, %edx
        xsave64 STATE
        pxor    %xmm2, %xmm2
        xrstor64 STATE
        cvttsd2si %xmm2, %eax
        expect  $7, %eax
        btl     $28, %r8d                   /* AVX */
        jnc     no_xsave
        vaddsd  %xmm2, %xmm2, %xmm3
        vcvttsd2si %xmm3, %eax
        expect  $14, %eax
        vzeroupper
no_xsave:
        stage   STAGE_MODEL_REGISTERS
        movl    $EFER, %ecx
        rdmsr
        orl     $0x801, %eax                /* NXE, SCE */
        wrmsr
        write_msr 0x277, 0x00070406, 0x00070406     /* PAT, its default */
        write_msr 0xc0000101, TSS_IST1      /* GS base */
        expect  $STACK_INTERRUPT, %gs:0
        write_msr 0xc0000100, TSS_IST2      /* FS base */
        expect  $STACK_TRAP, %fs:0
        ask     0
        cmpl    $7, %eax
        jb      no_fsgsbase
        ask     7
        btl     $0, %ebx                    /* FSGSBASE */
        jnc     no_fsgsbase
        set_bits %cr4, 0x10000              /* FSGSBASE */
        movl    $TSS_IST1, %eax
        wrfsbase %rax
        expect  $STACK_INTERRUPT, %fs:0
        rdfsbase %rbx
        expect  %eax, %ebx
no_fsgsbase:
        movl    $PATTERN, SPARE_PAGE + 8    /* what the next two stages read back */
        btl     $CPUID_PAGE1GB, %ebp
        jnc     no_direct_map
        stage   STAGE_DIRECT_MAP
        movabsq $(0xffffff8000000000 + SPARE_PAGE), %rbx     /* DIRECTMAP_AREA_START */
        expect  $PATTERN, 8(%rbx)
        incl    12(%rbx)
        expect  $1, SPARE_PAGE+12
no_direct_map:
        stage   STAGE_PAGE_FAULT
        xorl    %ebx, %ebx
        movl    8(%rbx), %ecx               /* faults; the handler maps SPARE_PAGE here */
        expect  $PATTERN, %ecx
        expect  $1, FAULTS
        movq    $0, PT                      /* taken away again, it must fault again */
        invlpg  (%rbx)
        movl    8(%rbx), %ecx
        expect  $2, FAULTS

        stage   STAGE_TIMER
        movl    $0xfee00000, %ebx           /* local APIC: let the PIC through, as SeaBIOS does */
        orl     $0x100, 0xf0(%rbx)          /* and the firmware of QEMU's microvm does not */
        movl    $0x700, 0x350(%rbx)         /* LINT0: ExtINT */
        rdtsc
        movl    %eax, %r12d
        movl    %edx, %r13d
        movl    $AT(port_writes), %esi
1:      lodsw                               /* AL: port, AH: value */
        movzbl  %al, %edx
        movb    %ah, %al
        outb    %al, %dx
        cmpl    $AT(port_writes_end), %esi
        jb      1b
1:      sti
        hlt
        cli
        cmpl    $3, TICKS                   /* three are enough */
        jb      1b

        stage   STAGE_CLOCK
        rdtsc
        subl    %eax, %r12d                 /* start - now must be negative */
        sbbl    %edx, %r13d
        jae     failed

        stage   STAGE_SYSTEM_CALL
        write_msr 0xc0000081, 0, CODE64     /* STAR: code CODE64, stack CODE64 + 8 = DATA */
        write_msr 0xc0000082, AT(system_call)   /* LSTAR */
        write_msr 0xc0000084, 0             /* FMASK */
        xorl    %ebx, %ebx
        syscall
        expect  $1, %ebx

        movl    $RESULT_NO_HUGE_PAGES, %r15d
        btl     $CPUID_PAGE1GB, %ebp
        jnc     failed
        movl    $RESULT_RUNS, %r15d
failed: report_and_stop %r15d               /* the result, or the stage that failed */

/* Fills the gate at RDI with the handler EAX, on IST2; moves RDI to the next one; uses EDX. */
set_gate:
        movw    %ax, (%rdi)
        movw    $CODE64, 2(%rdi)
        movw    $0x8e02, 4(%rdi)            /* present, interrupt gate, IST2 */
        movl    %eax, %edx
        shrl    $16, %edx
        movw    %dx, 6(%rdi)
        addq    $16, %rdi
        ret

page_fault:                                 /* expects a read of address 8, in its stage; uses RAX */
        expect  $STAGE_PAGE_FAULT, %r15d
        expect  $0, (%rsp)                  /* error code: not present, read, supervisor */
        movq    %cr2, %rax
        expect  $8, %eax
        movq    $(SPARE_PAGE + PAGE_RW), PT
        incl    FAULTS
        addq    $8, %rsp                    /* the error code */
        iretq

timer_interrupt:                            /* uses AL: comes in `hlt` only */
        incl    TICKS
        movb    $0x20, %al                  /* end of interrupt */
        outb    %al, $PIC1
spurious_interrupt:
        iretq

system_call:                                /* RCX: the return address */
        incl    %ebx
        jmp     *%rcx

port_writes:                                /* like Unikraft: PIC at vectors 32 to 47, PIT counter 0 */
        .byte   PIC1, 0x11, PIC2, 0x11
        .byte   PIC1 + 1, IRQ0, PIC2 + 1, IRQ0 + 8
        .byte   PIC1 + 1, 4, PIC2 + 1, 2, PIC1 + 1, 1, PIC2 + 1, 1
        .byte   PIC2 + 1, 0xff, PIC1 + 1, 0xfe      /* masks: the timer alone */
        .byte   PIT + 3, 0x34                       /* both bytes, rate generator */
        .byte   PIT, 1193 & 0xff, PIT, 1193 >> 8    /* 1193182 Hz / 1193: about 1 ms */
port_writes_end:

        .balign 16, 0
single: .long   1, -2, 300000, 8192
double: .float  2, -4, 600000, 16384
gdt:    .quad   0
        .quad   0x00af9b000000ffff          /* CODE64 */
        .quad   0x00cf93000000ffff          /* DATA */
        .quad   0x0000890000000067 | ((TSS & 0xffffff) << 16), 0    /* TASK, 104 bytes */
gdtr:   .word   gdtr - gdt - 1
        .quad   AT(gdt)
idtr:   .word   256 * 16 - 1
        .quad   IDT
mxcsr:  .long   0x1f80                      /* its default */
image_end:
