"""Which walls a host can build, and what to do where it can't."""

from enum import StrEnum


class Level(StrEnum):
    """How strong the sandbox is; the report says which one was used.

    NAMESPACES: user, mount, pid, ipc, uts and network namespaces, a root of its own, no
    capabilities, seccomp, Landlock, limits.

    LANDLOCK: for hosts that forbid unprivileged user namespaces. Landlock and seccomp leave no
    network, no write outside the submission's own folder, no signal to other processes; limits and
    the scrubbed environment are the same. It does not give: a pid namespace (names of other
    processes can't be hidden by more than Landlock, and a process that outlives its notebook is
    found and ended by us, not by the kernel), a quota for all files together, the working
    directory that stock nbgrader would have had.

    UNSAFE: limits and a scrubbed environment only. The submission acts as the grader.
    """

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    UNSAFE = "unsafe"
