/* Library headers and records as lib/uklibid of Unikraft writes them. */
.macro record type, text
.word \type
.long 7f - 6f + 6
6: .asciz "\text"
7:
.endm

.section .uk_inittab, "a"
.long 0

.section .uk_libinfo, "a"
1: .long 2f - 1b
.word 1
record 6, "0.0.1"
record 7, "0.0.1~mini"
record 8, "MiniCore"
2: .long 3f - 2b
.word 1
record 1, "libkernel"
record 4, "Apache-2.0"
3:
