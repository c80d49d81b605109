#include "CFerrySandbox.h"
