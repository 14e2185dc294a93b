"""Which walls a host can build, and what to do where it can't."""

from enum import StrEnum

from autograder.language import t


class Level(StrEnum):
    """How strong the sandbox is; the report says which one was used.

    NAMESPACES: user, mount, pid, ipc, uts and network namespaces, a root of its own, no
    capabilities, seccomp, Landlock, limits.

    LANDLOCK: for hosts that forbid unprivileged user namespaces. Landlock and seccomp leave no
    socket at all, no reading beyond programs and the interpreter, no write outside the
    submission's own folder, no signal to other processes; limits and the scrubbed environment are
    the same. It does not give: the working directory that stock nbgrader would have had, a quota
    for all files together, a hidden host name, 127.0.0.1, terminals (those of the host would be
    within reach), ``/dev/shm`` (so none of multiprocessing's pools, locks and queues), changes of
    mode and date (they are ignored). A process that outlives its notebook is found and ended by us,
    not by the kernel. A grader that is root stays root, without privileges, where nobody else can
    read the interpreter.

    UNSAFE: limits and a scrubbed environment only. The submission acts as the grader.
    """

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    UNSAFE = "unsafe"

    def lacks(self) -> str:
        """Return what honest notebooks miss at this level, in a sentence for the trainer, or ""."""
        if self is not Level.LANDLOCK:
            return ""
        return t(
            fr="À ce niveau, un notebook n’a ni terminal (« !ls » échoue, subprocess fonctionne), "
            "ni mémoire partagée (multiprocessing.Pool et ses verrous échouent), ni 127.0.0.1 : un "
            "travail honnête qui en a besoin y perd ses points.",
            en="At this level a notebook has no terminal (`!ls` fails, subprocess works), no "
            "shared memory (multiprocessing.Pool and its locks fail) and no 127.0.0.1: honest work "
            "that needs one of them loses its points.",
        )
