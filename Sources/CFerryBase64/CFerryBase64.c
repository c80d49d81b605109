#include "CFerryBase64.h"
