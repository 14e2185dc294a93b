"""Files are read again when they have changed, and not before."""

import os
from pathlib import Path

import pytest

from campus5g.read_on_change import ReadOnChange

LONG_AGO_NS = 1_700_000_000_000_000_000


class Reader:
    """Reads a file's text, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, path: Path) -> str:
        self.times += 1
        return path.read_text() if path.is_file() else _entries(path)


def _entries(folder: Path) -> str:
    return ", ".join(sorted(entry.name for entry in folder.iterdir()))


def written(path: Path, text: str, at_ns: int) -> Path:
    path.write_text(text)
    os.utime(path, ns=(at_ns, at_ns))
    return path


def test_an_unchanged_file_is_read_once(tmp_path: Path) -> None:
    file, read = written(tmp_path / "file", "one", LONG_AGO_NS), Reader()
    kept = ReadOnChange(read)

    assert [kept.of(file), kept.of(file)] == ["one", "one"]
    assert read.times == 1


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file, kept = written(tmp_path / "file", "one", LONG_AGO_NS), ReadOnChange(Reader())
    kept.of(file)

    written(file, "two", LONG_AGO_NS + 1)

    assert kept.of(file) == "two"


def test_a_replaced_file_of_equal_age_and_size_is_read_again(
    tmp_path: Path,
) -> None:
    file, kept = written(tmp_path / "file", "one", LONG_AGO_NS), ReadOnChange(Reader())
    kept.of(file)

    written(tmp_path / "other", "two", LONG_AGO_NS).replace(file)

    assert kept.of(file) == "two"


def test_a_file_written_just_now_is_not_cached(tmp_path: Path) -> None:
    """File systems keep times in steps; the second change may fall into the first one's."""
    far_ahead = LONG_AGO_NS * 4
    file, read = written(tmp_path / "file", "one", far_ahead), Reader()
    kept = ReadOnChange(read)

    assert [kept.of(file), kept.of(file)] == ["one", "one"]
    assert read.times == 2


def test_a_folder_is_read_again_when_an_entry_is_added(tmp_path: Path) -> None:
    kept = ReadOnChange(Reader())
    written(tmp_path / "first", "", LONG_AGO_NS)
    assert kept.of(tmp_path) == "first"

    written(tmp_path / "second", "", LONG_AGO_NS)

    assert kept.of(tmp_path) == "first, second"


def test_a_removed_file_is_forgotten(tmp_path: Path) -> None:
    file, kept = written(tmp_path / "file", "one", LONG_AGO_NS), ReadOnChange(Reader())
    kept.of(file)

    file.unlink()

    with pytest.raises(FileNotFoundError):
        kept.of(file)


def test_a_result_of_two_files_is_read_again_when_either_changes(
    tmp_path: Path,
) -> None:
    def both(*files: Path) -> str:
        return " and ".join(file.read_text() for file in files if file.exists())

    first, second = written(tmp_path / "first", "one", LONG_AGO_NS), tmp_path / "second"
    kept = ReadOnChange(both)
    assert kept.of(first, second) == "one"

    written(second, "two", LONG_AGO_NS)
    assert kept.of(first, second) == "one and two"

    written(first, "1", LONG_AGO_NS)
    assert kept.of(first, second) == "1 and two"


def test_the_cache_is_limited(tmp_path: Path) -> None:
    read = Reader()
    kept = ReadOnChange(read, most=2)
    files = [written(tmp_path / name, name, LONG_AGO_NS) for name in ("a", "b", "c")]
    for file in files:
        kept.of(file)

    kept.of(files[2])
    kept.of(files[0])

    assert read.times == 4
