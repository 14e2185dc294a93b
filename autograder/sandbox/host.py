"""What this host lets us build, and the remedy where it does not."""

import functools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from autograder.errors import NoSandboxError
from autograder.language import t
from autograder.sandbox.level import Level

# Python 3.11 has no os.unshare, and a failed attempt must not change the grader itself.
_ATTEMPT = (
    "import ctypes, sys\n"
    "libc = ctypes.CDLL(None, use_errno=True)\n"
    "sys.exit(ctypes.get_errno() if libc.unshare(0x7C020000) else 0)"
)
_ATTEMPT_WITHIN_S = 30


@functools.cache
def namespaces_error() -> int:
    """Return 0 if this process may make user namespaces and all others in them, else the errno."""
    attempt = [sys.executable, "-I", "-S", "-c", _ATTEMPT]
    return subprocess.run(attempt, timeout=_ATTEMPT_WITHIN_S, check=False).returncode


def best_level() -> Level:
    """Return the strongest level that this host can build.

    Raises:
        NoSandboxError: none; the remedy is the host's.
    """
    if namespaces_error() == 0:
        return Level.NAMESPACES
    raise NoSandboxError(
        t(
            fr="Cette machine ne permet pas de bac à sable.",
            en="This host does not allow a sandbox.",
        ),
        namespaces_remedy(),
    )


def namespaces_remedy() -> str:
    """Say how this host can be made to allow unprivileged user namespaces."""
    for name, refusing, remedy in _SWITCHES:
        switch = Path("/proc/sys", name)
        if switch.exists() and switch.read_text().strip() == refusing:
            return remedy()
    return t(
        fr="Autorisez les espaces de noms utilisateur (dans un conteneur : profil seccomp).",
        en="Allow user namespaces (in a container: its seccomp profile).",
    )


_SWITCHES: tuple[tuple[str, str, Callable[[], str]], ...] = (
    (
        "user/max_user_namespaces",
        "0",
        lambda: t(
            fr="Demandez : sysctl -w user.max_user_namespaces=10000.",
            en="Ask for: sysctl -w user.max_user_namespaces=10000.",
        ),
    ),
    (
        "kernel/unprivileged_userns_clone",
        "0",
        lambda: t(
            fr="Demandez : sysctl -w kernel.unprivileged_userns_clone=1.",
            en="Ask for: sysctl -w kernel.unprivileged_userns_clone=1.",
        ),
    ),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        lambda: t(
            fr="Donnez à cet interpréteur un profil AppArmor avec « userns, ».",
            en="Give this interpreter an AppArmor profile with “userns,”.",
        ),
    ),
)
