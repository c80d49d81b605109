#pragma once
#include <spawn.h>
#include <stdbool.h>
#include <sys/types.h>

// The kernel's means of watching and confining a process, where Swift cannot say them: variadic calls, raw system
// calls and what a signal handler may do. All return 0 or a value on success and -1 with errno set on failure.

// The kernel kills this process when the thread that started it ends (PR_SET_PDEATHSIG, SIGKILL). A parent that died
// before the call goes unnoticed: look at the channel to it afterwards.
int ferry_die_with_parent(void);

// Memory that malloc gives holds the same bytes each time (M_PERTURB): what reads memory that it never wrote then does
// the same in each process. Always returns 0 where the C library has no such switch.
int ferry_make_memory_repeatable(void);

// Threads share so many heaps at most (M_ARENA_MAX); each takes 64 MiB of address space, and the C library would make
// eight for each processor. Always returns 0 where the C library has no such switch.
int ferry_bound_heaps(int most);

// From now on SIGTERM only sets a flag.
int ferry_catch_termination(void);

// Whether SIGTERM came since ferry_catch_termination.
bool ferry_termination_requested(void);

// A descriptor, closed on exec, that becomes readable when the process ends (pidfd_open, Linux 5.3).
int ferry_open_process(pid_t process);

// The child closes all descriptors from this number on (posix_spawn_file_actions_addclosefrom_np, glibc 2.34); returns
// an error number, 0 on success.
int ferry_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

// A pipe whose ends are closed on exec: ends[0] to read, ends[1] to write (pipe2).
int ferry_open_pipe(int ends[2]);

// A non-blocking eventfd, closed on exec, that is readable from the first ferry_ring_bell on.
int ferry_open_bell(void);

// Rings a bell. May be called from any thread; never blocks.
int ferry_ring_bell(int bell);

// Makes this process the reaper of orphaned descendants (PR_SET_CHILD_SUBREAPER); for tests that watch grandchildren.
int ferry_adopt_orphans(void);
