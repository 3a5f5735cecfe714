#include "config.h"
#include "greeting.h"

const char *greeting(void)
{
	return GREETING ", " CONFIG_LIBGREETER_NAME;
}
