#define _GNU_SOURCE
#include "CFerryConfinement.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

// What decoding and encoding from open descriptors needs, whatever the arguments.
static const int allowed[] = {
    // Bytes of descriptors that are open.
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(fadvise64), SCMP_SYS(poll), SCMP_SYS(ppoll),
    // Memory.
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(membarrier),
    // Threads and their locks.
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(getcpu), SCMP_SYS(gettid), SCMP_SYS(getpid),
    SCMP_SYS(exit), SCMP_SYS(exit_group),
    // Signals to itself.
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // Time, randomness, what the machine is.
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(times), SCMP_SYS(getrusage), SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
};

typedef struct scmp_arg_cmp rule;

static int allow(scmp_filter_ctx filter, int call, unsigned count, const rule *rules) {
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, count, rules);
}

// Calls that are allowed with some arguments only.
static int allow_some(scmp_filter_ctx filter, int channel) {
    const rule no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const rule a_thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
    const rule itself = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
    const rule only_look = SCMP_A2(SCMP_CMP_EQ, 0);
    const rule the_descriptor = SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH);
    const rule the_name = SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME);
    const rule flags[] = {SCMP_A1(SCMP_CMP_EQ, F_GETFL), SCMP_A1(SCMP_CMP_EQ, F_GETFD)};
    // A message goes to the other end of the channel, and nowhere else.
    const rule to_parent[] = {
        SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)channel), SCMP_A4(SCMP_CMP_EQ, 0), SCMP_A5(SCMP_CMP_EQ, 0)};
    int fault = allow(filter, SCMP_SYS(mmap), 1, &no_code);
    if (fault == 0) fault = allow(filter, SCMP_SYS(mprotect), 1, &no_code);
    if (fault == 0) fault = allow(filter, SCMP_SYS(clone), 1, &a_thread);
    // Its flags are in memory, where no filter sees them; without it the C library uses clone.
    if (fault == 0) fault = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (fault == 0) fault = allow(filter, SCMP_SYS(tgkill), 1, &itself);
    if (fault == 0) fault = allow(filter, SCMP_SYS(prlimit64), 1, &only_look);
    if (fault == 0) fault = allow(filter, SCMP_SYS(newfstatat), 1, &the_descriptor);
    if (fault == 0) fault = allow(filter, SCMP_SYS(prctl), 1, &the_name);
    if (fault == 0) fault = allow(filter, SCMP_SYS(fcntl), 1, &flags[0]);
    if (fault == 0) fault = allow(filter, SCMP_SYS(fcntl), 1, &flags[1]);
    if (fault == 0) fault = allow(filter, SCMP_SYS(sendto), 3, to_parent);
    return fault;
}

bool ferry_can_filter_system_calls(void) { return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0; }

int ferry_filter_system_calls(int channel) {
    // What is not named fails as if it were not permitted: libraries ask about terminals and files and go on without.
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int fault = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (fault == 0) fault = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
    for (size_t i = 0; fault == 0 && i < sizeof allowed / sizeof *allowed; i++)
        fault = allow(filter, allowed[i], 0, NULL);
    if (fault == 0) fault = allow_some(filter, channel);
    if (fault == 0) fault = seccomp_load(filter);
    seccomp_release(filter);
    errno = -fault;
    return fault == 0 ? 0 : -1;
}
