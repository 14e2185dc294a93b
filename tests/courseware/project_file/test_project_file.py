"""The project file: written in one module, read in the next, and never another's part."""

from pathlib import Path
from typing import Any

import pytest

from campus5g.courseware import project_file
from campus5g.courseware.explorers.chart_panel import Answer, Bars, ChartPanel, Control
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.progress import Progress
from campus5g.courseware.project_file.keep_figure import KeepFigure
from campus5g.courseware.project_file.shown import result_words
from campus5g.courseware.project_file.widget import FileWidget
from campus5g.courseware.project_file.written import Figure, weighted_points, written_fields
from campus5g.errors import CampusError
from tests.courseware.project_file.harbour_file import course, field, parts, release

FLOW = {
    "from": "le chariot",
    "to": "le serveur",
    "interval": "200 ms",
    "delay": "100 ms",
    "share": "99,9 %",
    "silence": "1 s",
}


@pytest.fixture(autouse=True)
def _learner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAMPUS5G_LEARNER", "sacha")
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "data"))


def opened(monkeypatch: pytest.MonkeyPatch, folder: Path, module: str) -> FileWidget:
    """The file as the module's released page shows it."""
    monkeypatch.chdir(release(folder, module))
    shown = project_file.whole() if module == "assessment" else project_file.part()
    assert shown is not None
    return shown


def write(shown: FileWidget, name: str, value: object) -> list[Any]:
    """Have the page send a field; return what came back."""
    replies: list[Any] = []
    shown.send = replies.append
    shown._take(shown, {"field": name, "value": value}, [])
    return replies


def fields_shown(shown: FileWidget) -> dict[str, Any]:
    """The fields to fill in, by id."""
    return {each["id"]: each for part in shown.view["parts"] for each in part["fields"]}


def test_what_is_written_in_one_module_shows_in_the_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (reply,) = write(
        opened(monkeypatch, tmp_path, "needs"), "complaint", "Deux ordres perdus par poste."
    )

    following = opened(monkeypatch, tmp_path, "choosing-connectivity")

    assert (reply["field"], reply["value"]) == ("complaint", "Deux ordres perdus par poste.")
    assert following.view["earlier"][0]["fields"][0]["text"] == "Deux ordres perdus par poste."
    assert list(fields_shown(following)) == ["matrix", "decision", "reasons"]


def test_every_kind_of_field_comes_back_as_it_was_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted: dict[str, Any] = {
        "complaint": "Deux ordres perdus.",
        "requirements": {"1": FLOW},
        "devices": "12",
        "decision": "wifi",
        "matrix": {"coverage": {"weight": "8", "wifi": "3"}},
        "costs": {"radio": {"low": "30", "likely": "45", "high": "80", "source": "devis"}},
        "gain": {"value": {"low": "10"}},
    }
    whole = opened(monkeypatch, tmp_path, "assessment")
    for name, value in wanted.items():
        write(whole, name, value)

    again = fields_shown(opened(monkeypatch, tmp_path, "assessment"))

    assert {name: again[name]["value"] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("complaint", "x" * 2001),
        ("complaint", {"1": {}}),
        ("decision", "a-yacht"),
        ("requirements", {"13": FLOW}),
        ("requirements", {"1": {"colour": "red"}}),
        ("costs", {"radio": {"low": 30}}),
        ("hall", {"svg": "<p/>", "title": "x"}),
    ],
)
def test_what_does_not_fit_a_field_is_refused_and_the_page_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: object
) -> None:
    whole = opened(monkeypatch, tmp_path, "assessment")

    assert write(whole, name, value) == [{"field": name, "refused": True}]
    assert written_fields(parts(), "sacha") == {}


def test_a_part_keeps_only_its_own_fields(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert write(opened(monkeypatch, tmp_path, "needs"), "decision", "wifi") == []


def test_a_cleared_field_is_empty_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    part = opened(monkeypatch, tmp_path, "needs")
    write(part, "complaint", "Deux.")
    write(part, "complaint", "  ")

    assert written_fields(parts(), "sacha") == {}


def test_lines_that_are_no_value_do_not_spoil_the_file(tmp_path: Path) -> None:
    Progress("harbour-needs", "sacha").responded("devices", "{not json", "field")
    Progress("harbour-needs", "sacha").responded("complaint", '"Deux."', "field")

    assert written_fields(parts(), "sacha") == {"complaint": "Deux."}


def test_a_row_of_the_site_sheet_of_the_same_name_is_not_a_field() -> None:
    Progress("harbour-needs", "sacha").responded("complaint", "A row.")

    assert written_fields(parts(), "sacha") == {}


def test_without_a_released_page_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    explorer = panel(locked=False)

    assert project_file.part() is None
    assert project_file.whole() is None
    assert project_file.figure("hall", explorer) is explorer


def test_a_weighted_choice_counts_only_options_that_were_scored_throughout() -> None:
    matrix = field("matrix")
    value = {
        "coverage": {"weight": "6", "wifi": "3", "private-5g": "5", "today": "1"},
        "cost": {"weight": "3", "wifi": "4,5", "private-5g": "1"},
        "repair": {"wifi": "0"},
    }

    assert matrix.kind == "weights"
    # By hand: (6 x 3 + 3 x 4.5) / 9 and (6 x 5 + 3 x 1) / 9.
    assert weighted_points(matrix, value) == pytest.approx({"wifi": 3.5, "private-5g": 11 / 3})


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        # By hand: Wi-Fi 4.5 - 1.5 s and 5G 1 + 4 s, s the share of coverage, cross at 3.5 / 5.5.
        ("3", "si « Couverture » passe de 66,7\N{NO-BREAK SPACE}% à 63,6\N{NO-BREAK SPACE}%"),
        ("0", "Aucun poids, à lui seul, ne ferait gagner une autre option."),
    ],
)
def test_a_weighted_choice_says_what_would_tip_it(cost: str, said: str) -> None:
    value = {
        "coverage": {"weight": "6", "wifi": "3", "private-5g": "5"},
        "cost": {"weight": cost, "wifi": "4.5", "private-5g": "1"},
    }

    assert said in result_words(field("matrix"), value)


def test_options_with_equal_means_are_called_a_tie() -> None:
    value = {"coverage": {"weight": "6", "wifi": "3", "private-5g": "3"}}

    assert "Égalité en tête" in result_words(field("matrix"), value)


def panel(*, locked: bool) -> Explorer:
    """An explorer whose figure follows its control."""

    def answer(stops: Any) -> Answer:
        bars = Bars(
            "Délai", f"Délai {stops['load']}", "", 10, [("Aujourd’hui", [3, 4])], ["a", "b"]
        )
        return Answer(f"Charge {stops['load']}.", [bars], [])

    control = Control("load", "Charge", ["0 %", "50 %"], start=1)
    guesses = [Guess("a", "A"), Guess("b", "B")]
    question = Prediction("load", "?", guesses, lambda: ("a", "A."))
    explorer = Explorer(question, ChartPanel([control], answer, [], ""), [["x"]])
    explorer.children[1].locked = locked
    return explorer


def press(shown: Any) -> list[Any]:
    """Press the button under an explorer; return what it says."""
    button = shown.children[1]
    assert isinstance(button, KeepFigure)
    replies: list[Any] = []
    button.send = replies.append
    button._take(button, {"keep": True}, [])
    return [reply["said"] for reply in replies]


def test_a_run_of_an_explorer_goes_into_the_file_and_onto_the_open_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    part = opened(monkeypatch, tmp_path, "architecture-and-spectrum")

    said = press(project_file.figure("hall", panel(locked=False)))

    kept = written_fields(parts(), "sacha")["hall"]
    assert isinstance(kept, Figure)
    assert said == ["kept"]
    assert (kept.title, kept.reading) == ("Délai", "Charge 1.")
    assert "50 %" in kept.settings
    assert part.figures["hall"]["svg"] == kept.svg


def test_an_explorer_that_waits_for_a_prediction_puts_nothing_into_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened(monkeypatch, tmp_path, "architecture-and-spectrum")

    assert press(project_file.figure("hall", panel(locked=True))) == ["locked"]
    assert written_fields(parts(), "sacha") == {}


def test_a_figure_can_be_taken_out_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    part = opened(monkeypatch, tmp_path, "architecture-and-spectrum")
    press(project_file.figure("hall", panel(locked=False)))

    write(part, "hall", "")

    assert part.figures == {}
    assert written_fields(parts(), "sacha") == {}


def test_a_figure_that_the_file_does_not_ask_for_is_the_authors_mistake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened(monkeypatch, tmp_path, "needs")

    with pytest.raises(CampusError, match="complaint"):
        project_file.figure("complaint", panel(locked=False))


def test_a_choice_names_the_option_that_does_without_5g() -> None:
    described = [part.model_dump(mode="json") for part in course().project_file]
    described[1]["fields"][0]["without_5g"] = "pigeons"

    with pytest.raises(ValueError, match="pigeons"):
        course(project_file=described)


def test_a_part_belongs_to_a_module_of_the_course() -> None:
    with pytest.raises(ValueError, match="needs"):
        course(modules=["elsewhere"])


@pytest.mark.parametrize(("format_", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_page_hands_out_the_file_as_a_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, format_: str, begins: bytes
) -> None:
    part = opened(monkeypatch, tmp_path, "needs")
    sent: list[Any] = []
    monkeypatch.setattr(part, "send", lambda message, buffers: sent.append((message, buffers)))

    part._take(part, {"export": format_}, [])

    ((message, (content,)),) = sent
    assert message["name"].endswith(f".{format_}")
    assert content.startswith(begins)
