"""What travels to a worker elsewhere, and back, arrives as it was."""

import os
from pathlib import Path, PurePosixPath

import pytest

from autograder.batch.elsewhere import counted
from autograder.batch.parcel import CourseParcel, as_bytes, from_bytes, pack, unpack
from autograder.batch.worker import Conditions, Refusal
from autograder.grading import NotebookResult, Result, Settings, Source
from autograder.grading.files import TooLargeError, links_leading_out
from autograder.sandbox import Environment, Level
from autograder.status import Status


def test_files_folders_links_and_pipes_arrive_as_they_were(tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "é.bin").write_bytes(bytes(range(256)))
    (folder / "twin.bin").hardlink_to(folder / "data" / "é.bin")
    (folder / "inside").symlink_to("data/é.bin")
    (folder / "outside").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")

    unpack(pack(folder), tmp_path / "there")

    there = tmp_path / "there"
    assert (there / "twin.bin").read_bytes() == bytes(range(256))
    assert (there / "inside").read_bytes() == bytes(range(256))
    assert links_leading_out(there) == [PurePosixPath("outside")]
    assert (there / "pipe").is_fifo()


def test_what_is_too_large_is_not_packed(tmp_path: Path) -> None:
    (tmp_path / "large.bin").write_bytes(b"x" * 1001)

    with pytest.raises(TooLargeError):
        pack(tmp_path, largest_bytes=1000)


@pytest.mark.parametrize(
    "found",
    [
        Refusal("No sandbox.", "Allow one."),
        Result(
            student="ada",
            assignment="ps1",
            status=Status.GRADED,
            notebooks=(NotebookResult("ps1", Status.GRADED, text="\ud800 é"),),
            sentences=("« bien »",),
        ),
    ],
)
def test_what_came_of_a_submission_comes_back_in_json(found: Result | Refusal) -> None:
    assert from_bytes(as_bytes(found)) == found


def test_a_gradebooks_address_and_password_stay_here(tmp_path: Path) -> None:
    settings = Settings(tmp_path, ("--CourseDirectory.db_url=postgresql://grader:secret@host/db",))
    conditions = Conditions(settings, Environment(), Level.UNSAFE, "en")

    _, content = CourseParcel.of(Source("ps1", ()), conditions)

    converter = CourseParcel.read(content).conditions.settings.converter()
    assert "secret" not in converter.coursedir.db_url


def test_what_notebooks_may_read_is_found_by_their_variables(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "kit.pem").write_text("public")
    environment = Environment(variables={"KEYS": str(keys)}, readable=(keys,))
    conditions = Conditions(Settings(), environment, Level.UNSAFE, "en")
    _, content = CourseParcel.of(Source("ps1", ()), conditions)
    (keys / "kit.pem").unlink()
    keys.rmdir()

    _, there = CourseParcel.read(content).unpacked(tmp_path / "there")

    (readable,) = there.environment.readable
    assert there.environment.variables == {"KEYS": str(readable)}
    assert (readable / "kit.pem").read_text() == "public"


def test_a_phrase_counts_the_sandboxes_of_workers() -> None:
    levels = {"a": Level.NAMESPACES, "b": Level.LANDLOCK, "c": Level.NAMESPACES}

    assert counted(dict(levels)) == "2 × namespaces, 1 × landlock"
