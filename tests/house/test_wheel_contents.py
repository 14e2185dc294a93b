"""What is taught is in the wheel, and found there."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from built_wheel import build_wheel

from campus5g.authoring.catalogue import catalogue
from campus5g.places import HOUSE, KITS

ASKED_OF_THE_WHEEL = """
import json
from campus5g import places
from campus5g.authoring.catalogue import catalogue

print(json.dumps({
    "checkout": places.CHECKOUT,
    "house": str(places.HOUSE),
    "modules": [module.id for module in catalogue()],
    "kits": sorted(file.name for file in places.KITS.glob("*.yaml")),
}))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(build_wheel(folder)) as wheel:
        wheel.extractall(folder)
    return folder


def of_the_house(folder: Path) -> set[Path]:
    """Return the files of a folder of the checkout that git keeps or would keep, relative to it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    files = {Path(name) for name in listed.stdout.split("\0") if name}
    return {file for file in files if (folder / file).is_file()}


def in_wheel(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}


def test_the_package_finds_its_own_courses_labs_and_kits(unpacked: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED_OF_THE_WHEEL],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == {
        "checkout": None,
        "house": str(unpacked / "campus5g" / "content"),
        "modules": [module.id for module in catalogue()],
        "kits": sorted(file.name for file in KITS.glob("*.yaml")),
    }


@pytest.mark.parametrize("part", ["courses", "labs", "kit-setup"])
def test_the_wheel_has_every_file_of_courses_and_labs(unpacked: Path, part: str) -> None:
    assert of_the_house(HOUSE / part) - in_wheel(unpacked / "campus5g" / "content" / part) == set()


@pytest.mark.parametrize("left", ["evidence/capture.json", "lab-notes.json", "result-sheet.html"])
def test_files_left_by_a_lab_run_are_ignored_and_not_in_the_wheel(
    left: str,
) -> None:
    place = f"labs/packet-capture/{left}"

    ignored = subprocess.run(["git", "check-ignore", "--quiet", place], cwd=HOUSE, check=False)

    assert ignored.returncode == 0


@pytest.mark.parametrize("package", ["campus5g", "autograder"])
def test_the_wheel_has_every_file_of_the_packages(unpacked: Path, package: str) -> None:
    assert of_the_house(HOUSE / package) - in_wheel(unpacked / package) == set()


def test_programs_started_by_hand_and_by_the_site_read_the_same_configuration(
    unpacked: Path,
) -> None:
    (of_environment,) = unpacked.glob("campus5g-*.data/data/etc/jupyter/jupyter_config.py")
    of_site = unpacked / "campus5g" / "content" / "jupyter_config.py"

    source = (HOUSE / "jupyter_config.py").read_text()
    assert of_environment.read_text() == of_site.read_text() == source
