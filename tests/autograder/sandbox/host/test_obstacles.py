"""Each kind of host that forbids user namespaces gets its own remedy."""

from pathlib import Path

import pytest

from autograder.language import set_language
from autograder.sandbox import Level, best_level
from autograder.sandbox.host.obstacles import Host, remedy


def host(root: Path, settings: dict[str, str], variables: dict[str, str] | None = None) -> Host:
    for name, value in {"proc/self/ns/user": "", **settings}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(value)
    return Host(root, variables or {}, "6.1.0-18-amd64")


@pytest.mark.parametrize(
    ("settings", "variables", "said"),
    [
        ({"proc/sys/user/max_user_namespaces": "0\n"}, {}, "user.max_user_namespaces="),
        (
            {"proc/sys/kernel/unprivileged_userns_clone": "0\n"},
            {},
            "kernel.unprivileged_userns_clone=1",
        ),
        (
            {"proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"},
            {},
            "flags=(unconfined) { userns, }",
        ),
        ({}, {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "procMount: Unmasked"),
        ({".dockerenv": ""}, {}, "systempaths=unconfined"),
        ({"run/.containerenv": ""}, {}, "unmask=ALL"),
        ({}, {}, "unshare --user"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_obstacle_has_its_remedy(
    tmp_path: Path, settings: dict[str, str], variables: dict[str, str], said: str, language: str
) -> None:
    set_language("fr" if language == "fr" else "en")
    try:
        assert said in remedy(host(tmp_path, settings, variables))
    finally:
        set_language(None)


def test_a_kernel_without_user_namespaces_is_recognised(tmp_path: Path) -> None:
    assert "CONFIG_USER_NS" in remedy(Host(tmp_path, {}, "6.1.0"))


@pytest.mark.parametrize(("release", "old"), [("4.18.0-553.el8", True), ("5.13.0", False)])
def test_an_old_kernel_is_recognised(tmp_path: Path, release: str, old: bool) -> None:
    assert ("5.13" in remedy(Host(tmp_path, {}, release))) is old


def test_a_forbidding_setting_is_reported_before_the_container(tmp_path: Path) -> None:
    settings = {"proc/sys/user/max_user_namespaces": "0\n", ".dockerenv": ""}

    assert "max_user_namespaces" in remedy(host(tmp_path, settings))


def test_this_host_builds_the_strongest_level() -> None:
    assert best_level() is Level.NAMESPACES
