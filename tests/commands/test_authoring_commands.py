"""``campus5g new`` and ``campus5g check`` on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campus5g.commands.main import app

runner = CliRunner()


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = runner.invoke(app, ["new", "course", "harbour", "--courses", "courses"])
    assert made.exit_code == 0, made.output
    return tmp_path / "courses"


def test_what_is_sound_is_told_in_a_line_with_the_figures_of_its_quiz(courses: Path) -> None:
    result = runner.invoke(app, ["check", "courses", "--static"])

    assert result.exit_code == 0
    sound, figures, whole = result.output.splitlines()
    assert [sound, whole] == ["✓ harbour-first-module", "✓ courses"]
    assert figures.startswith("  right choice longest 25 % (fr), shortest 25 % (fr)")
    assert "achieved by luck 8.3 % at most (choose-measurement)" in figures


def test_findings_name_file_and_cell(courses: Path) -> None:
    quiz = courses / "harbour" / "first-module" / "quiz.yaml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("id: harbour-", "id: quay-"))

    result = runner.invoke(app, ["check", "courses", "--static"])
    as_data = runner.invoke(app, ["check", "courses", "--static", "--json"])

    assert result.exit_code == as_data.exit_code == 1
    assert "✗ harbour-first-module: 1 to fix" in result.output
    assert "courses/harbour/first-module/quiz.yaml" in result.output
    assert json.loads(as_data.output) == [
        {
            "module": "harbour-first-module",
            "file": str(quiz),
            "cell": None,
            "cell_id": None,
            "problem": "The quiz is called quay-first-module.",
            "remedy": "Call it harbour-first-module, as the module.",
        }
    ]


def test_fix_normalises_a_notebook(courses: Path) -> None:
    notebook = courses / "harbour" / "first-module" / "first-module.ipynb"
    normal = notebook.read_text(encoding="utf-8")
    notebook.write_text(normal.replace(' "nbformat": 4', '  "nbformat": 4'), encoding="utf-8")

    assert runner.invoke(app, ["check", "courses", "--static"]).exit_code == 1
    assert runner.invoke(app, ["check", "courses", "--static", "--fix"]).exit_code == 0
    assert notebook.read_text(encoding="utf-8") == normal


def test_the_next_steps_are_shown(courses: Path) -> None:
    result = runner.invoke(app, ["new", "module", "harbour/cranes", "--courses", "courses"])

    assert "campus5g preview harbour-cranes --courses courses" in result.output
    assert "campus5g check courses/harbour/cranes" in result.output


def test_a_new_scene_is_made_shown_on_a_page_and_sound(courses: Path) -> None:
    made = runner.invoke(app, ["new", "scene", "harbour/first-module", "--courses", "courses"])
    look = ["look", "harbour-first-module", "--courses", "courses", "--output", "look.html"]
    shown = runner.invoke(app, look)
    checked = runner.invoke(app, ["check", "courses", "--static"])

    assert made.exit_code == shown.exit_code == checked.exit_code == 0
    assert "✓ courses/harbour/first-module/scene.yaml" in made.output
    assert "campus5g look harbour-first-module --courses courses" in made.output
    page = Path("look.html").read_text(encoding="utf-8")
    assert "harbour-first-module" in page
    assert "An automated vehicle that carries a coil" in page
