"""What a person's files may take of the disk is bounded, and who takes more is told so."""

import os
import shutil
from pathlib import Path

import httpx
import psutil
import pytest
from classroom_site import Classroom, open_server
from systemd_machine import until

from campus5g.site.classroom import disk
from campus5g.site.classroom.disk import TooMuchOnDiskError, used_mib
from campus5g.site.classroom.spawning import MOST_PROCESSES
from campus5g.site.folders import SiteFolders

pytestmark = pytest.mark.proof

LIMIT_MIB = 300
"""Of the classroom's settings here."""

WITHIN_S = 120

# Blocks that are given without being written.
FILL = """
import os, sys
os.makedirs(sys.argv[1])
for number in range(5):
    handle = os.open(f"{sys.argv[1]}/full-{number}", os.O_CREAT | os.O_WRONLY)
    os.posix_fallocate(handle, 0, int(sys.argv[2]) << 20)
"""


REMOVE = "import shutil, sys; shutil.rmtree(sys.argv[1])"
SHARED = (Path("/tmp"), Path("/dev/shm"))  # noqa: S108 -- where anybody writes


def test_a_kernel_has_limits_on_one_file_and_on_processes(
    classroom: Classroom, adas: psutil.Process
) -> None:
    lines = Path(f"/proc/{adas.pid}/limits").read_text().splitlines()
    hard = {line[:26].strip(): line[26:].split()[1] for line in lines[1:]}

    assert hard["Max file size"] == str(LIMIT_MIB << 20)
    assert hard["Max processes"] == str(MOST_PROCESSES)


def test_files_count_wherever_a_person_may_write(
    classroom: Classroom, bens: psutil.Process
) -> None:
    uid = bens.uids().real
    folders = classroom.folders
    places = [folders.homes / "ben", *SHARED]
    before = used_mib(folders, "ben", uid)

    for place in places:
        classroom.run_as(bens, FILL, str(place / f"ben+x+{uid}+y"), "1")
    after = used_mib(folders, "ben", uid)
    for place in places:
        classroom.run_as(bens, REMOVE, str(place / f"ben+x+{uid}+y"))

    assert after - before == pytest.approx(15, abs=1)


def test_what_goes_while_it_is_measured_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_entries", lambda folder: iter([folder / "gone"]))

    assert used_mib(SiteFolders(tmp_path), "ben", os.getuid()) == 0


def test_a_person_over_the_limit_loses_their_server_and_reads_why(
    classroom: Classroom, ben: httpx.Client, bens: psutil.Process
) -> None:
    home = classroom.folders.homes / "ben" / "full"

    classroom.run_as(bens, FILL, str(home), str(LIMIT_MIB // 4))

    assert until(WITHIN_S, lambda: not bens.is_running())
    refused = ben.get("/hub/spawn/ben")
    page = ben.get("/hub/user/ben/lab")
    shutil.rmtree(home)

    assert refused.status_code == 409
    assert "Vos fichiers occupent" in refused.text
    assert "Vos fichiers occupent" in page.text
    assert open_server(ben, "ben")


def test_the_refusal_is_in_the_persons_language() -> None:
    french, english = (TooMuchOnDiskError(3000, 2048, each) for each in ("fr", "en"))

    assert "Vos fichiers occupent 3000 Mio" in french.jupyterhub_message
    assert "Your files take 3000 MiB" in english.jupyterhub_message
