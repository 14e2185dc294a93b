"""A submission's files are listed and opened so that nothing in it can hold the grader up."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

from autograder.grading.files import (
    DEEPEST,
    MOST,
    LeadsOutError,
    NotAFileError,
    TooDeepError,
    TooLargeError,
    TooManyError,
    UnfitError,
    copy,
    links_leading_out,
    opened,
    read,
    regular_files,
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty submission; it is removed however deep it has become."""
    made = tmp_path / "submitted"
    made.mkdir()
    yield made
    subprocess.run(["rm", "-rf", str(made)], check=True)


def nested(folder: Path, depth: int) -> None:
    """Put folders into folders."""
    place = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=place)
        inner = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


def an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def somebody_elses_file(path: Path) -> None:
    other = path.parent.with_name("other.txt")
    other.write_text("secret")
    path.symlink_to(other)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (a_pipe, NotAFileError),
        (a_folder, NotAFileError),
        (a_socket, NotAFileError),
        (an_endless_device, LeadsOutError),
        (a_link_to_itself, OSError),
        (somebody_elses_file, LeadsOutError),
    ],
)
def test_only_a_regular_file_of_the_folder_is_opened(
    folder: Path,
    make: Callable[[Path], None],
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    make(folder / "data.txt")

    with pytest.raises(error):
        opened(folder, "data.txt").close()
    assert list(regular_files(folder, [])) == []


def test_a_link_that_stays_inside_is_opened(folder: Path) -> None:
    (folder / "data.txt").write_text("mine")
    (folder / "also.txt").symlink_to("data.txt")

    assert read(folder, "also.txt", 10) == b"mine"
    assert [str(name) for name in regular_files(folder, [])] == ["also.txt", "data.txt"]


def test_a_name_cannot_climb_out_of_the_folder(folder: Path) -> None:
    folder.with_name("other.txt").write_text("secret")

    with pytest.raises(LeadsOutError):
        read(folder, "../other.txt", 10)


def test_no_more_is_read_than_the_limit(folder: Path) -> None:
    (folder / "sparse").touch()
    os.truncate(folder / "sparse", 1 << 40)

    with pytest.raises(TooLargeError):
        read(folder, "sparse", 200)


def test_a_copy_has_the_content_and_the_permissions(folder: Path, tmp_path: Path) -> None:
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o750)

    copy(folder, PurePosixPath("run.sh"), tmp_path / "copy")

    assert (tmp_path / "copy").read_text() == "#!/bin/sh\n"
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o750


def listed(folder: Path) -> list[PurePosixPath]:
    return list(regular_files(folder, []))


@pytest.mark.parametrize("look", [listed, links_leading_out])
def test_folders_nested_too_deep_are_refused(folder: Path, look: Callable[[Path], object]) -> None:
    nested(folder, 1_500)

    with pytest.raises(TooDeepError):
        look(folder)


def test_folders_as_deep_as_allowed_are_listed(folder: Path) -> None:
    nested(folder, DEEPEST)
    deepest = folder.joinpath(*["d"] * DEEPEST)
    (deepest / "data.txt").touch()

    assert len(list(regular_files(folder, []))) == 1


def test_folders_with_long_names_are_refused_before_the_kernel_does(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=place)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)

    with pytest.raises(UnfitError):
        list(regular_files(folder, []))


def test_too_many_files_are_refused(folder: Path) -> None:
    for number in range(MOST + 1):
        os.mknod(folder / str(number))

    with pytest.raises(TooManyError):
        list(regular_files(folder, []))


def test_ignored_folders_are_left_out_with_all_below(folder: Path) -> None:
    (folder / "__pycache__" / "deep").mkdir(parents=True)
    (folder / "__pycache__" / "deep" / "a.pyc").touch()
    (folder / "b.py").touch()

    assert list(regular_files(folder, ["__pycache__"])) == [PurePosixPath("b.py")]


def test_links_out_are_found_whatever_their_name(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff")).symlink_to("/etc/passwd")
    (folder / "inside").symlink_to("nowhere")

    assert [os.fsencode(name) for name in links_leading_out(folder)] == [b"\xff"]
