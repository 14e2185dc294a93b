"""Files that are written whole: their mode, and what a failed write leaves."""

import stat
from pathlib import Path

import pytest

from campus5g.whole_file import replace


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize(("folder", "mode"), [(0o700, 0o600), (0o2750, 0o640), (0o755, 0o644)])
def test_a_new_file_is_open_to_those_to_whom_its_folder_is(
    tmp_path: Path, folder: int, mode: int
) -> None:
    tmp_path.chmod(folder)

    replace(tmp_path / "notes", "text")

    assert (tmp_path / "notes").read_text() == "text"
    assert mode_of(tmp_path / "notes") == mode


def test_a_new_private_file_is_its_owner_s_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    replace(tmp_path / "notes", "text", private=True)

    assert mode_of(tmp_path / "notes") == 0o600


@pytest.mark.parametrize(("private", "mode"), [(False, 0o644), (True, 0o600)])
def test_an_existing_file_keeps_its_mode_unless_it_is_private(
    tmp_path: Path, private: bool, mode: int
) -> None:
    file = tmp_path / "notes"
    file.write_text("old")
    file.chmod(0o644)

    replace(file, "new", private=private)

    assert file.read_text() == "new"
    assert mode_of(file) == mode


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.write_text("old")

    with pytest.raises(UnicodeEncodeError):
        replace(file, "\ud800")

    assert [each.name for each in tmp_path.iterdir()] == ["notes"]
    assert file.read_text() == "old"
