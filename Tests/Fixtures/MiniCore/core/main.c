/* A kernel that tells what it was given and powers the machine off. */
#include "config.h"

struct multiboot_info {
	unsigned int flags, memory[2], boot_device;
	const char *command_line;
	unsigned int module_count;
	const struct module { const char *start, *end, *name; unsigned int reserved; } *modules;
};

extern const char embedded_start[] __attribute__((weak));
extern const char embedded_end[] __attribute__((weak));
extern const char *greeting(void) __attribute__((weak));
extern int application(void) __attribute__((weak));

static void out8(unsigned short port, unsigned char value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void print(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			out8(0x3f8, '\r');
		out8(0x3f8, *text);
	}
}

static unsigned int hex(const char *digits)
{
	unsigned int value = 0;
	for (int i = 0; i < 8; i++)
		value = value << 4 | ((digits[i] & 0xf) + (digits[i] > '9' ? 9 : 0));
	return value;
}

static void print_number(unsigned int value)
{
	char digits[11];
	int i = 10;
	digits[10] = 0;
	do
		digits[--i] = '0' + value % 10;
	while (value /= 10);
	print(digits + i);
}

/* Walks a newc archive (cpio(5), "New ASCII Format"). */
static void print_archive(const char *kind, const char *at, const char *end)
{
	while (end - at > 110 && at[0] == '0' && at[1] == '7' && at[4] == '0') {
		unsigned int size = hex(at + 54), name_size = hex(at + 94);
		const char *name = at + 110;
		if (name_size == 11 && name[0] == 'T' && name[10] == 0)
			return;
		print(kind);
		print(": ");
		print(name);
		print(" ");
		print_number(size);
		print("\n");
		at += ((110 + name_size + 3) & ~3u) + ((size + 3) & ~3u);
	}
}

void main(unsigned int magic, const struct multiboot_info *info)
{
	print("Powered by Unikraft (MiniCore 0.0.1)\n");
	if (magic == 0x2badb002 && info->flags & 4) {
		print("command line: ");
		print(info->command_line);
		print("\n");
	}
	if (greeting) {
		print("greeting: ");
		print(greeting());
		print("\n");
	}
	if (application)
		print(application() == 0 ? "application: done\n" : "application: failed\n");
	if (embedded_start)
		print_archive("embedded", embedded_start, embedded_end);
	if (info->flags & 8)
		for (unsigned int i = 0; i < info->module_count; i++)
			print_archive("initrd", info->modules[i].start, info->modules[i].end);
	print("off\n");
	__asm__ volatile("outw %0, %1" : : "a"((unsigned short)0x2000), "Nd"((unsigned short)0x604));
}
