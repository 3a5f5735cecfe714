#include "config.h"

int application(void)
{
#ifdef CONFIG_APPLOADER_WARN
	int unused;
#endif
	return 0;
}
