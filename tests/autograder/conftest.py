"""The two courses, released once, of which a test gets a copy, and a kernel in no search path."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from class_makers import ASSIGNMENTS, Course, lay_out

FreshCourse = Callable[[str], Course]


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Course]:
    """Lay a course out when it is first asked for."""
    courses: dict[str, Course] = {}

    def lay_out_once(name: str) -> Course:
        if name not in courses:
            courses[name] = lay_out(name, tmp_path_factory.mktemp("released") / name)
        return courses[name]

    return lay_out_once


@pytest.fixture
def fresh_course(
    released: Callable[[str], Course], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FreshCourse:
    """Return a copy of one of the two courses, without submissions."""
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    monkeypatch.setenv("AUTOGRADER_LANGUAGE", "en")

    def copy(name: str) -> Course:
        shutil.copytree(released(name).root, tmp_path / name)
        return Course(tmp_path / name, ASSIGNMENTS[name])

    return copy


@pytest.fixture
def own_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Install a kernel that the sandbox does not start by default; return its name."""
    spec = tmp_path / "kernels" / "own" / "kernel.json"
    spec.parent.mkdir(parents=True)
    start = "from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
    argv = ["python", "-c", start, "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "Own", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    return "own"
