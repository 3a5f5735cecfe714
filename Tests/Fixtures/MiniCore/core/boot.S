/* Multiboot header (Multiboot Specification 0.6.96, section 3.1) and the way to main. */
.section .multiboot, "a"
.balign 4
.long 0x1badb002, 3, -(0x1badb002 + 3)

.bss
.balign 16
.skip 16384
stack:

.text
.globl start
start:
	mov $stack, %esp
	push %ebx
	push %eax
	call main
halt:
	cli
	hlt
	jmp halt
