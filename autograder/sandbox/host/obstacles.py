"""What keeps a host from building user namespaces, and the remedy for each."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.language import t

_OLDEST = (5, 13)


@dataclass(frozen=True)
class Host:
    """Where to look: its files, the variables of this process, the release of its kernel."""

    root: Path = Path("/")
    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)
    release: str = field(default_factory=lambda: os.uname().release)

    def is_too_old(self) -> bool:
        """Return whether the kernel is older than Landlock and mount_setattr."""
        numbers = re.match(r"(\d+)\.(\d+)", self.release)
        return numbers is not None and tuple(map(int, numbers.groups())) < _OLDEST

    def has(self, path: str) -> bool:
        """Return whether this file or folder exists."""
        return (self.root / path).exists()

    def setting(self, name: str) -> str | None:
        """Return a kernel setting, `None` if the kernel does not know it."""
        try:
            return (self.root / "proc/sys" / name).read_text().strip()
        except OSError:
            return None


def remedy(host: Host | None = None) -> str:
    """Return what the administrator can do so that sandboxes can be built on this host."""
    host = host or Host()
    return next(sentence() for applies, sentence in _OBSTACLES if applies(host))


def _permanently(setting: str) -> str:
    return t(
        fr=f"Demandez à l’administrateur : « sysctl -w {setting} », et la même ligne dans"
        " /etc/sysctl.d/autograder.conf pour que cela reste.",
        en=f"Ask the administrator for “sysctl -w {setting}”, and for the same line in"
        " /etc/sysctl.d/autograder.conf so that it stays.",
    )


def _with_old_kernel() -> str:
    oldest = ".".join(map(str, _OLDEST))
    return t(
        fr=f"Démarrez un noyau Linux {oldest} ou plus récent.",
        en=f"Boot Linux {oldest} or later.",
    )


def _without_kernel_support() -> str:
    return t(
        fr="Démarrez un noyau qui a les espaces de noms utilisateur (CONFIG_USER_NS).",
        en="Boot a kernel that has user namespaces (CONFIG_USER_NS).",
    )


def _without_apparmor_profile() -> str:
    program = Path(sys.executable).resolve()
    profile = f"profile autograder {program} flags=(unconfined) {{ userns, }}"
    return t(
        fr=f"Demandez à l’administrateur un profil AppArmor : « {profile} » dans"
        " /etc/apparmor.d/autograder, puis « apparmor_parser -r /etc/apparmor.d/autograder ».",
        en=f"Ask the administrator for an AppArmor profile: “{profile}” in"
        " /etc/apparmor.d/autograder, then “apparmor_parser -r /etc/apparmor.d/autograder”.",
    )


def _in_kubernetes() -> str:
    return t(
        fr="Dans le manifeste du pod, mettez « hostUsers: false », et dans securityContext"
        " « procMount: Unmasked » et un seccompProfile qui permet unshare, mount et pivot_root.",
        en="In the pod’s manifest, set “hostUsers: false”, and in securityContext"
        " “procMount: Unmasked” and a seccompProfile that allows unshare, mount and pivot_root.",
    )


def _in_container() -> str:
    return t(
        fr="Démarrez le conteneur avec --security-opt seccomp=unconfined, apparmor=unconfined et"
        " systempaths=unconfined (Podman : unmask=ALL) : le bac à sable a ses propres murs.",
        en="Start the container with --security-opt seccomp=unconfined, apparmor=unconfined and"
        " systempaths=unconfined (Podman: unmask=ALL): the sandbox has walls of its own.",
    )


def _unknown() -> str:
    return t(
        fr="Demandez à l’administrateur de permettre les espaces de noms utilisateur à ce compte"
        " (« unshare --user --map-root-user true » doit réussir).",
        en="Ask the administrator to allow this account user namespaces"
        " (“unshare --user --map-root-user true” has to succeed).",
    )


_OBSTACLES: tuple[tuple[Callable[[Host], bool], Callable[[], str]], ...] = (
    (Host.is_too_old, _with_old_kernel),
    (lambda host: not host.has("proc/self/ns/user"), _without_kernel_support),
    (
        lambda host: host.setting("user/max_user_namespaces") == "0",
        lambda: _permanently("user.max_user_namespaces=15000"),
    ),
    (
        lambda host: host.setting("kernel/unprivileged_userns_clone") == "0",
        lambda: _permanently("kernel.unprivileged_userns_clone=1"),
    ),
    (lambda host: "KUBERNETES_SERVICE_HOST" in host.variables, _in_kubernetes),
    (lambda host: host.has(".dockerenv") or host.has("run/.containerenv"), _in_container),
    (
        lambda host: host.setting("kernel/apparmor_restrict_unprivileged_userns") == "1",
        _without_apparmor_profile,
    ),
    (lambda _: True, _unknown),
)
