"""The wheel, installed in a separate environment and used in an empty folder."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_wheel import build_wheel
from polling import until
from running_site import RunningSite
from site_visits import answers, sign_in

from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.running.ports import free_ports

pytestmark = pytest.mark.proof

THIS = Path(sys.prefix)


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel, and an empty folder to work in."""

    environment: Path
    folder: Path

    @property
    def content(self) -> Path:
        """The courses and labs in the package."""
        (content,) = self.environment.glob("lib/python*/site-packages/campus5g/content")
        return content

    def popen(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command as a person without a checkout does."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CAMPUS5G_", "JUPYTER", "PYTHON")) and name != "VIRTUAL_ENV"
        }
        programs = [self.environment / "bin", THIS / "bin", os.environ["PATH"]]
        return subprocess.Popen(
            [self.environment / "bin" / "campus5g", *arguments],
            cwd=self.folder,
            env={
                **kept,
                "PATH": os.pathsep.join(map(str, programs)),
                "CAMPUS5G_DATA": str(self.folder / "data"),
                "COLUMNS": "200",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the command; return its exit code and output."""
        with self.popen(*arguments) as process:
            said, _ = process.communicate()
        return process.returncode, said


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    # One level down: pytest's own folders are closed to the sandbox's user.
    environment = tmp_path_factory.mktemp("installed") / "environment"
    wheel = build_wheel(tmp_path_factory.mktemp("wheel"))
    venv.create(environment, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python")]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    _lend_dependencies(environment)
    return Installed(environment, tmp_path_factory.mktemp("work"))


def _lend_dependencies(environment: Path) -> None:
    """Let an environment use the packages of this one, without this checkout.

    Python looks for ``.pth`` files, such as the one that names the checkout, only in an
    environment's own folder.
    """
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    (environment / "share").symlink_to(THIS / "share")
    for extensions in (THIS / "etc" / "jupyter").glob("*.d"):
        (environment / "etc" / "jupyter" / extensions.name).symlink_to(extensions)


def contents(folder: Path) -> dict[Path, int]:
    return {
        file: file.stat().st_mtime_ns
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_its_demo_takes_a_lab_from_the_catalogue_to_two_grades_and_leaves_the_package_unchanged(
    installed: Installed,
) -> None:
    before = contents(installed.content)

    code, said = installed.run("demo", "--json")

    assert code == 0, said
    solved, mistaken = json.loads(said)["learners"]
    assert solved["score"] == solved["out_of"]
    assert 0 < mistaken["score"] < mistaken["out_of"]
    assert solved["to_read"]
    for learner in (solved, mistaken):
        page = Path(learner["feedback"]).read_text(encoding="utf-8")
        assert "<html" in page
        assert not re.search(r"""<(script|link|img)[^>]+(src|href)=["']https?:""", page)
    assert contents(installed.content) == before


def test_its_site_opens_and_shows_a_learner_the_portal(
    installed: Installed, visitors: ExitStack
) -> None:
    (port,) = free_ports(1)
    process = installed.popen("start", "--no-browser", "--port", str(port))
    site = RunningSite(process, port, installed.folder / "data")
    visitors.callback(site.stop)

    site.wait_until_open()
    client = sign_in(site, visitors, LEARNER)

    until(lambda: answers(client), "the portal greets a learner")


def test_its_doctor_approves_the_machine(installed: Installed) -> None:
    code, said = installed.run("doctor", "--json")

    assert code == 0, said
    found = {finding["subject"]: finding["detail"] for finding in json.loads(said)}
    assert found["Packages"] == "as the package needs"


def test_authors_begin_and_check_courses_in_a_folder_of_their_own(installed: Installed) -> None:
    refused, why = installed.run("new", "course", "harbour")
    made, said = installed.run("new", "course", "harbour", "--courses", "mine")
    checked, found = installed.run("check", "mine", "--static", "--fix")

    assert (refused, made, checked) == (1, 0, 0), why + said + found
    assert "--courses" in why
    assert (installed.folder / "mine" / "harbour" / "course.yaml").is_file()


def test_the_notebooks_of_the_package_are_not_changed(installed: Installed) -> None:
    code, why = installed.run("check", "packet-capture", "--static", "--fix")

    assert code == 1
    assert "part of the installed package" in why


def test_a_new_kit_is_written_to_the_operators_folder(installed: Installed) -> None:
    code, said = installed.run("kit", "new", "hall-2", "--yes")

    assert code == 0, said
    assert (installed.folder / "hall-2.yaml").is_file()
