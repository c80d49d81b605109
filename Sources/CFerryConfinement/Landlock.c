#define _GNU_SOURCE
#include "CFerryConfinement.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's interface as of version 6, written out: the headers of older systems know less than their kernels.
// Source: <https://docs.kernel.org/userspace-api/landlock.html>.
struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

enum { RULESET_VERSION = 1 };

// Rights over files: 13 of them in version 1, then linking across folders, truncation and device control.
static uint64_t file_rights(int version) {
    int count = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
    return (UINT64_C(1) << count) - 1;
}

#ifdef SYS_landlock_create_ruleset

int ferry_landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, RULESET_VERSION);
}

int ferry_landlock_close(void) {
    int version = ferry_landlock_version();
    if (version < 1) return -1;
    // All is handled and nothing allowed: TCP since version 4, signals and abstract sockets of others since version 6.
    struct ruleset ruleset = {.files = file_rights(version), .network = 3, .scopes = 3};
    size_t size = version >= 6 ? sizeof ruleset : offsetof(struct ruleset, scopes);
    if (version < 4) size = offsetof(struct ruleset, network);
    int descriptor = (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
    if (descriptor < 0) return -1;
    int answer = (int)syscall(SYS_landlock_restrict_self, descriptor, 0);
    int fault = errno;
    close(descriptor);
    errno = fault;
    return answer;
}

#else

int ferry_landlock_version(void) {
    errno = ENOSYS;
    return -1;
}

int ferry_landlock_close(void) { return ferry_landlock_version(); }

#endif
