import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from traitlets.config import Config

from campus5g.places import HOUSE, KITS
from campus5g.site.configuration import configure
from campus5g.site.lab_settings import (
    disabled_lab_extensions,
    lab_overrides,
    write_lab_settings,
)


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("CAMPUS5G_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    return monkeypatch


def of_role(monkeypatch: pytest.MonkeyPatch, role: str, name: str) -> Config:
    monkeypatch.setenv("CAMPUS5G_ROLE", role)
    monkeypatch.setenv("CAMPUS5G_COHORT", "demo")
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "fr")
    monkeypatch.setenv("JUPYTERHUB_USER", name)
    config = Config()
    configure(config)
    return config


def test_a_learner_is_themself_in_the_exchange_though_all_share_one_os_user(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = of_role(surroundings, "learner", "sacha")

    assert config.CourseDirectory.student_id == "sacha"
    assert config.Exchange.root == str(tmp_path / "exchange")
    assert "root" not in config.CourseDirectory


def test_a_learner_has_no_trainers_tools_and_no_frames(surroundings: pytest.MonkeyPatch) -> None:
    config = of_role(surroundings, "learner", "sacha")

    extensions = config.ServerApp.jpserver_extensions
    assert not extensions["nbgrader.server_extensions.formgrader"]
    assert not extensions["nbgrader.server_extensions.course_list"]
    assert extensions["nbgrader.server_extensions.assignment_list"]
    assert disabled_lab_extensions("learner").keys() >= {
        "@jupyter/nbgrader:formgrader",
        "@jupyter/nbgrader:create-assignment",
        "@jupyter/nbgrader:course-list",
    }
    assert "tornado_settings" not in config.ServerApp


def test_a_trainer_has_the_formgrader_on_the_cohort_in_a_frame_of_their_own_server(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = of_role(surroundings, "trainer", "camille")

    assert config.ServerApp.jpserver_extensions["nbgrader.server_extensions.formgrader"]
    assert config.CourseDirectory.root == str(tmp_path / "cohorts" / "demo")
    assert Path(config.CourseDirectory.root).is_relative_to(config.ServerApp.root_dir)
    assert "student_id" not in config.CourseDirectory
    policy = config.ServerApp.tornado_settings["headers"]["Content-Security-Policy"]
    assert policy == "frame-ancestors 'self'"
    assert not config.ExchangeCollect.check_owner


def test_an_author_gets_stock_jupyter_with_the_sites_exchange(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = Config()

    configure(config)

    assert config.Exchange.root == str(tmp_path / "exchange")
    assert set(config).isdisjoint({"JupyterHub", "ServerApp", "LabApp", "CourseDirectory"})


def test_an_authors_jupyterlab_reads_the_one_configuration_in_the_repository(
    tmp_path: Path,
) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "jupyterlab", "--show-config-json"],
        cwd=HOUSE,
        env={
            **{key: value for key, value in os.environ.items() if "CAMPUS5G" not in key},
            "CAMPUS5G_DATA": str(tmp_path),
            "JUPYTER_CONFIG_PATH": str(HOUSE),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert json.loads(shown.stdout)["Exchange"]["root"] == str(tmp_path / "exchange")


def test_jupyterlab_speaks_the_persons_language_and_does_not_ask_about_news(
    tmp_path: Path,
) -> None:
    write_lab_settings(tmp_path, "learner", "fr")

    overrides = json.loads((tmp_path / "overrides.json").read_text())
    assert overrides == lab_overrides("fr")
    assert overrides["@jupyterlab/translation-extension:plugin"]["locale"] == "fr_FR"
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    page = json.loads((tmp_path / "page_config.json").read_text())
    assert page["disabledExtensions"] == disabled_lab_extensions("learner")


def test_everybody_grades_in_the_sandbox_with_time_for_a_kit_to_start(
    surroundings: pytest.MonkeyPatch,
) -> None:
    config = Config()

    configure(config)

    assert "autograder.plugin.execute.SandboxedExecute" in config.Autograde.autograde_preprocessors
    assert "nbgrader.preprocessors.Execute" not in config.Autograde.autograde_preprocessors
    assert config.Execute.timeout >= 60
    assert str(KITS) in config.Sandbox.readable


@pytest.mark.parametrize(("role", "name"), [("learner", "sacha"), ("trainer", "camille")])
def test_the_validate_button_is_answered_from_the_sandbox(
    surroundings: pytest.MonkeyPatch, role: str, name: str
) -> None:
    extensions = of_role(surroundings, role, name).ServerApp.jpserver_extensions

    assert extensions["autograder.plugin.server"]
    assert not extensions["nbgrader.server_extensions.validate_assignment"]


def test_the_formgrader_knows_what_the_cohort_says_of_itself(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cohort = tmp_path / "cohorts" / "demo"
    cohort.mkdir(parents=True)
    (cohort / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'demo'\n"
        "c.Sandbox.variables.update({'LAB': 'packet-capture'})\n"
    )

    config = of_role(surroundings, "trainer", "camille")

    assert config.CourseDirectory.course_id == "demo"
    assert config.Sandbox.variables.to_dict()["update"]["LAB"] == "packet-capture"
