"""A learner's work as one file: the same for the same content, and nothing but plain files."""

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g.errors import CampusError
from campus5g.site.hand_ins import archive as rules
from campus5g.site.hand_ins.archive import ignored_by_nbgrader, pack, unpack

NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)
NOT_FOUND_BY_NBGRADER = {"feedback", "__pycache__", ".ipynb_checkpoints"}


def packed(work: Path) -> tuple[str, io.BytesIO]:
    archive = io.BytesIO()
    return pack(work, os.getuid(), archive, ignored_by_nbgrader()), archive


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and not each.is_symlink()
    }


def archive_of(*entries: tarfile.TarInfo) -> io.BytesIO:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:") as tar:
        for each in entries:
            tar.addfile(each, io.BytesIO(b"0" * each.size) if each.isreg() else None)
    archive.seek(0)
    return archive


def entry(name: str, **more: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for key, value in more.items():
        setattr(made, key, value)
    return made


@given(
    files=st.dictionaries(
        NAMES.filter(
            lambda name: (
                len(name.encode()) < 200
                and name not in {".", "..", *rules.SITES_OWN, *NOT_FOUND_BY_NBGRADER}
                and not name.endswith(".pyc")
            )
        ),
        st.binary(max_size=2000),
        max_size=5,
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_packed_is_what_is_unpacked(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    place = tmp_path_factory.mktemp("packed")
    (place / "work" / "evidence").mkdir(parents=True)
    for name, content in files.items():
        (place / "work" / name).write_bytes(content)
        (place / "work" / "evidence" / name).write_bytes(content)

    _, archive = packed(place / "work")
    unpack(archive, place / "unpacked")

    assert files_of(place / "unpacked") == files_of(place / "work")


def test_the_digest_is_that_of_the_content_alone(tmp_path: Path) -> None:
    for order, name in enumerate(("first", "second")):
        work = tmp_path / name
        work.mkdir()
        for file in ("a.txt", "b.txt") if order else ("b.txt", "a.txt"):
            (work / file).write_text(file)
            os.utime(work / file, (order, order))
        (work / "a.txt").chmod(0o600 + order)

    digests = {packed(tmp_path / name)[0] for name in ("first", "second")}
    (tmp_path / "first" / "a.txt").write_text("changed")

    assert len(digests) == 1
    assert packed(tmp_path / "first")[0] not in digests


def test_links_pipes_and_files_of_others_are_left_out(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "own.txt").write_text("mine")
    (work / "link.txt").symlink_to(work / "own.txt")
    (work / "folder").symlink_to(tmp_path)
    os.mkfifo(work / "pipe")
    archive = io.BytesIO()

    pack(work, os.getuid(), archive, ignored_by_nbgrader())
    with tarfile.open(fileobj=archive) as tar:
        names = tar.getnames()
    of_another = io.BytesIO()
    pack(work, os.getuid() + 1, of_another, ignored_by_nbgrader())
    with tarfile.open(fileobj=of_another) as tar:
        others = tar.getnames()

    assert (names, others) == (["own.txt"], [])


@pytest.mark.parametrize(
    "make",
    [
        lambda: archive_of(entry("/etc/passwd")),
        lambda: archive_of(entry("../out.txt")),
        lambda: archive_of(entry("in/../../out.txt")),
        lambda: archive_of(entry("link", type=tarfile.SYMTYPE, linkname="/etc/passwd")),
        lambda: archive_of(entry("twice"), entry("link", type=tarfile.LNKTYPE, linkname="twice")),
        lambda: archive_of(entry("pipe", type=tarfile.FIFOTYPE)),
        lambda: archive_of(entry("folder", type=tarfile.DIRTYPE)),
        lambda: archive_of(entry("a"), entry("a")),
        lambda: archive_of(entry("a"), entry("a/b")),
        lambda: archive_of(entry("n" * 300)),
        lambda: archive_of(entry("holes", pax_headers={"GNU.sparse.size": str(1 << 40)})),
        lambda: io.BytesIO(b"not an archive"),
        lambda: io.BytesIO(archive_of(entry("cut", size=2000)).getvalue()[:1024]),
    ],
)
def test_what_is_not_work_is_refused_and_writes_nothing_elsewhere(
    tmp_path: Path, make: Callable[[], io.BytesIO]
) -> None:
    with pytest.raises(CampusError):
        unpack(make(), tmp_path / "work")

    assert [each.name for each in tmp_path.iterdir()] == ["work"]
    assert sum(map(len, files_of(tmp_path / "work").values())) < 10_000


@pytest.mark.parametrize("direction", ["in", "out"])
def test_more_files_than_a_lab_has_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, direction: str
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for name in "abc":
        (work / name).touch()
    _, archive = packed(work)
    monkeypatch.setattr(rules, "MOST_FILES", 2)

    with pytest.raises(CampusError, match="2 fichiers"):
        packed(work) if direction == "in" else unpack(archive, tmp_path / "unpacked")
