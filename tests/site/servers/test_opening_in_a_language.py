"""A person's server opens modules, and speaks itself, in the language of their account."""

import json
import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from tiny_lab import write_lab

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.grades import answer_cells
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.courseware.editions import language_of
from campus5g.language import Language
from campus5g.site.servers.lab_settings import choose_lab_language
from campus5g.site.servers.opening_extension import OpenModule

PLUGIN = Path("@jupyterlab") / "translation-extension" / "plugin.jupyterlab-settings"


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny lab, released to a cohort that reads French."""
    folder = tmp_path_factory.mktemp("opened")
    cohort = Cohort(id="spring", title="-", language="fr", trainer="tina", modules=["tiny"])
    build(cohort, folder / "course", [write_lab(folder / "labs")])
    release(folder / "course", "tiny", folder / "exchange")
    return folder / "exchange"


def begun(exchange: Path, home: Path) -> Path:
    """Fetch the lab in French, and answer a question."""
    home.mkdir()
    folder = NbGraderLearner("ada", home / "spring", "spring", exchange).fetch("tiny", "fr")
    notebook = read_notebook(folder / "tiny.ipynb")
    answer_cells(notebook)["double-answer"].source = "double = 42"
    write_notebook(notebook, folder / "tiny.ipynb")
    return folder


def open_in(exchange: Path, folder: Path, language: Language) -> None:
    handler = SimpleNamespace(_exchange=exchange, log=logging.getLogger(__name__))
    OpenModule._change_language(handler, folder, language)


def test_a_module_that_was_begun_opens_in_the_language_of_the_account(
    exchange: Path, tmp_path: Path
) -> None:
    folder = begun(exchange, tmp_path / "ada")

    open_in(exchange, folder, "en")

    assert language_of(folder / "tiny.ipynb") == "en"
    changed = read_notebook(folder / "tiny.ipynb")
    assert answer_cells(changed)["double-answer"].source == "double = 42"


def test_a_module_in_the_right_language_is_not_written_again(
    exchange: Path, tmp_path: Path
) -> None:
    folder = begun(exchange, tmp_path / "ada")
    before = (folder / "tiny.ipynb").stat().st_mtime_ns

    open_in(exchange, folder, "fr")

    assert (folder / "tiny.ipynb").stat().st_mtime_ns == before


def test_a_module_without_an_edition_opens_as_it_is(exchange: Path, tmp_path: Path) -> None:
    folder = begun(exchange, tmp_path / "ada")
    before = (folder / "tiny.ipynb").read_bytes()

    open_in(tmp_path / "nothing-released", folder, "en")

    assert (folder / "tiny.ipynb").read_bytes() == before


@pytest.mark.parametrize("damaged", ["{}", "not a notebook", '{"metadata": {"campus5g": "fr"}}'])
def test_a_damaged_copy_opens_as_it_is(exchange: Path, tmp_path: Path, damaged: str) -> None:
    folder = begun(exchange, tmp_path / "ada")
    (folder / "tiny.ipynb").write_text(damaged, encoding="utf-8")

    open_in(exchange, folder, "en")

    assert (folder / "tiny.ipynb").read_text(encoding="utf-8") == damaged


@pytest.mark.parametrize(("language", "locale"), [("en", "en"), ("fr", "fr_FR")])
def test_the_menus_of_jupyterlab_follow(language: Language, locale: str, tmp_path: Path) -> None:
    started: Language = "fr" if language == "en" else "en"

    choose_lab_language(language, started, tmp_path)

    assert json.loads((tmp_path / PLUGIN).read_text(encoding="utf-8")) == {"locale": locale}


def test_menus_in_the_right_language_are_left_alone(tmp_path: Path) -> None:
    choose_lab_language("fr", "fr", tmp_path)

    assert not (tmp_path / PLUGIN).exists()


def test_menus_that_were_changed_come_back(tmp_path: Path) -> None:
    choose_lab_language("en", "fr", tmp_path)

    choose_lab_language("fr", "fr", tmp_path)

    assert json.loads((tmp_path / PLUGIN).read_text(encoding="utf-8")) == {"locale": "fr_FR"}


def test_settings_that_cannot_be_read_are_replaced(tmp_path: Path) -> None:
    (tmp_path / PLUGIN).parent.mkdir(parents=True)
    (tmp_path / PLUGIN).write_text("// a comment\n{", encoding="utf-8")

    choose_lab_language("en", "fr", tmp_path)

    assert json.loads((tmp_path / PLUGIN).read_text(encoding="utf-8")) == {"locale": "en"}
