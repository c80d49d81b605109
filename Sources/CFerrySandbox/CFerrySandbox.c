#define _GNU_SOURCE
#include "CFerrySandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int ferry_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

int ferry_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

static volatile sig_atomic_t termination_requested = 0;

static void note_termination(int signal_number) {
    (void)signal_number;
    termination_requested = 1;
}

int ferry_make_memory_repeatable(void) {
#ifdef M_PERTURB
    return mallopt(M_PERTURB, 0x55) == 1 ? 0 : -1;
#else
    return 0;
#endif
}

int ferry_bound_heaps(int most) {
#ifdef M_ARENA_MAX
    return mallopt(M_ARENA_MAX, most) == 1 ? 0 : -1;
#else
    (void)most;
    return 0;
#endif
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
