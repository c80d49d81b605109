#pragma once
#include <stdbool.h>
#include <stdint.h>

// What a process can take from itself for good, where Swift cannot say it. All return 0 or a value on success and -1
// with errno set on failure.

// What ferry_limit_resource bounds.
typedef enum {
    FERRY_ADDRESS_SPACE,
    FERRY_CPU_SECONDS,
    FERRY_FILE_SIZE,
    FERRY_OPEN_FILES,
    FERRY_CORE_SIZE,
} ferry_resource;

// Bounds a resource of this process (setrlimit). A hard limit that is lower already stays as it is, so that the call
// works without privileges; soft never passes hard.
int ferry_limit_resource(ferry_resource resource, uint64_t soft, uint64_t hard);

// Neither this process nor its children gain privileges by execve (PR_SET_NO_NEW_PRIVS).
int ferry_forbid_new_privileges(void);

// The version of Landlock that the kernel has, from 1; -1 with ENOSYS or EOPNOTSUPP where it has none.
int ferry_landlock_version(void);

// From now on this thread and those that it starts reach no file by its name, and, as far as the kernel's version of
// Landlock goes, no TCP port and no process outside. What is open stays open. ferry_forbid_new_privileges comes first.
int ferry_landlock_close(void);

// Whether the kernel can filter system calls.
bool ferry_can_filter_system_calls(void);

// From now on every thread of this process may do no more than decode and encode: system calls outside a list fail with
// EPERM. Messages may be sent over the socket `channel`. ferry_forbid_new_privileges comes first.
int ferry_filter_system_calls(int channel);
