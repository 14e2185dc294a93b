"""Closing an installation's sources: what is closed, what stays open, what can't be closed."""

import grp
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from campus5g.errors import CampusError
from campus5g.places import HOUSE
from campus5g.site.classroom import sources
from campus5g.site.classroom.doctor import closed_packages
from campus5g.site.classroom.sources import OPEN_TO_ALL, close_sources, open_sources

ELSEWHERE = Path("/srv/campus")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house whose sources this user may close: for a group that they are in."""
    for folder in ("campus5g", "courses", "labs", "tests", "kit-setup"):
        (tmp_path / folder).mkdir(mode=0o755)
    (tmp_path / "README.md").touch(mode=0o644)
    (tmp_path / "jupyter_config.py").touch(mode=0o644)
    (tmp_path / "elsewhere").symlink_to("/")
    monkeypatch.setattr(sources, "ensure_group", lambda name: os.getgid())
    monkeypatch.setattr(sources, "join_group", lambda user, group: None)
    return tmp_path


def others(entry: Path) -> int:
    return entry.stat().st_mode & stat.S_IRWXO


def test_all_is_closed_to_others_but_what_learners_processes_need(house: Path) -> None:
    close_sources(house, ELSEWHERE, "anybody")

    closed = {each.name for each in house.iterdir() if not each.is_symlink() and not others(each)}
    assert closed == {"courses", "labs", "tests", "README.md"}
    assert open_sources(house, ELSEWHERE) == []
    assert (house / "courses").stat().st_mode & 0o777 == 0o750
    assert (house / "README.md").stat().st_mode & 0o777 == 0o640


def test_the_content_of_a_wheel_keeps_its_kits_open_alone(tmp_path: Path, house: Path) -> None:
    content = tmp_path / "campus5g" / "content"
    for folder in ("courses", "labs", "kit-setup"):
        (content / folder).mkdir(mode=0o755, parents=True)
    (content / "jupyter_config.py").touch(mode=0o644)

    close_sources(content, ELSEWHERE, "anybody")

    assert {each.name for each in content.iterdir() if others(each)} == {
        "kit-setup",
        "jupyter_config.py",
    }


def test_a_data_folder_inside_of_the_checkout_stays_reachable(house: Path) -> None:
    data = house / "var" / "campus"
    data.mkdir(parents=True)

    close_sources(house, data, "anybody")

    assert others(house / "var")
    assert not others(house / "courses")


def test_the_owner_keeps_their_rights_and_the_group_reads(house: Path) -> None:
    close_sources(house, ELSEWHERE, "anybody")

    found = (house / "labs").stat()
    assert found.st_uid == os.getuid()
    assert grp.getgrgid(found.st_gid)
    assert found.st_mode & stat.S_IRGRP


def test_what_stays_open_is_really_there() -> None:
    assert {"campus5g", "kit-setup", "jupyter_config.py"} <= OPEN_TO_ALL
    assert all((HOUSE / name).exists() for name in OPEN_TO_ALL - {"autograder", ".venv"})


def test_a_disk_that_refuses_is_told_in_words(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: int) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "chmod", refuse)

    with pytest.raises(CampusError, match="Read-only file system") as refused:
        close_sources(house, ELSEWHERE, "anybody")

    assert "courses" in refused.value.problem or "README" in refused.value.problem
    assert refused.value.remedy


def test_a_disk_that_ignores_modes_is_told_in_words(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "chmod", lambda path, mode: None)

    with pytest.raises(CampusError):
        close_sources(house, ELSEWHERE, "anybody")


def test_a_package_that_a_closed_umask_installed_is_found_by_the_doctor(tmp_path: Path) -> None:
    """Portal and kernels would not find it: tests that need it would fail as if the work were."""
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "module.py").touch(mode=0o644)

    assert closed_packages(tmp_path) == [tmp_path / "closed"]
