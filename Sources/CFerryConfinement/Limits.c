#define _GNU_SOURCE
#include "CFerryConfinement.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static int resource_number(ferry_resource resource) {
    switch (resource) {
    case FERRY_ADDRESS_SPACE: return RLIMIT_AS;
    case FERRY_CPU_SECONDS: return RLIMIT_CPU;
    case FERRY_FILE_SIZE: return RLIMIT_FSIZE;
    case FERRY_OPEN_FILES: return RLIMIT_NOFILE;
    case FERRY_CORE_SIZE: return RLIMIT_CORE;
    }
    return -1;
}

int ferry_limit_resource(ferry_resource resource, uint64_t soft, uint64_t hard) {
    int number = resource_number(resource);
    if (number < 0) {
        errno = EINVAL;
        return -1;
    }
    struct rlimit limit;
    if (getrlimit(number, &limit) != 0) return -1;
    if (hard < limit.rlim_max) limit.rlim_max = hard;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    return setrlimit(number, &limit);
}

int ferry_forbid_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
