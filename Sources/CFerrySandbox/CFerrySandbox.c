#define _GNU_SOURCE
#include "CFerrySandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

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

int ferry_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

int ferry_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

static volatile sig_atomic_t termination_requested = 0;

static void note_termination(int signal_number) {
    (void)signal_number;
    termination_requested = 1;
}

int ferry_catch_termination(void) {
    struct sigaction action = {.sa_handler = note_termination, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGTERM, &action, NULL);
}

bool ferry_termination_requested(void) { return termination_requested != 0; }

int ferry_open_process(pid_t process) {
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, process, 0);
#else
    (void)process;
    errno = ENOSYS;
    return -1;
#endif
}

int ferry_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int ferry_open_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int ferry_open_bell(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int ferry_ring_bell(int bell) { return eventfd_write(bell, 1); }
