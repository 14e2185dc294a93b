import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from autograder.batch import BatchReport, CellOutcome, Item, SubmissionOutcome
from autograder.batch.outcome import SharedTest
from autograder.errors import AutograderError
from autograder.language import set_language
from autograder.report.page import DATA, PAGE, page, read_report, write_report
from autograder.report.summary import summary
from autograder.status import Status

SLOW = CellOutcome("words", "test_wind", 12.5, ())
DOUBTED = CellOutcome("words", "test_tokens", 0.1, ("It replaced AssertionError.",))
ADA = SubmissionOutcome(
    "ada <b>", Status.GRADED, 1.25, points=3.5, max_points=4, slowest=SLOW, executors=("kernel",)
)
BOB = SubmissionOutcome("bob", Status.TAMPERING, 2, points=0, max_points=4, suspicious=(DOUBTED,))
CY = SubmissionOutcome("cy", Status.SKIPPED)
ITEM = Item("words", "test_wind", 4, full=1, partial=1, none=2, manual=1, points=6)


def report(level: str = "namespaces", *submissions: SubmissionOutcome) -> BatchReport:
    return BatchReport(
        "ps1", level, 2, datetime(2026, 3, 2, 9, tzinfo=UTC), 60, submissions, (ITEM,)
    )


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


class Outline(HTMLParser):
    """What a screen reader goes by: headings, tables, header cells, and what is fetched."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.unscoped = 0
        self.fetched: list[str] = []
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.unscoped += tag == "th" and "scope" not in given
        self.fetched += [str(given[name]) for name in ("src", "href") if name in given]
        self.language = str(given["lang"]) if tag == "html" else self.language


def test_the_page_names_tests_that_shared_the_learner_s_interpreter_and_why() -> None:
    test = SharedTest("words", "test_wind", "It reads the history of cells (In, Out, _).")

    said = page(replace(report("namespaces", ADA), shared=(test,)).to_json())

    assert "Tests in the learner’s interpreter" in said
    assert test.why in said
    assert "Tests in the learner’s interpreter" not in page(report("namespaces", ADA).to_json())


def test_the_page_shows_statuses_points_times_pass_rates_and_slow_cells() -> None:
    said = page(report("namespaces", ADA, BOB, CY).to_json())

    for words in ("3.5 / 4", "1.25 s", "25%", "1.50 / 4", "test_wind", "12.50 s", "real kernel"):
        assert words in said


def test_tampering_comes_first_in_plain_words() -> None:
    said = page(report("namespaces", ADA, BOB).to_json())

    assert said.index("It replaced AssertionError.") < said.index("Submissions</h2>")


def test_every_report_names_the_sandbox_level_and_alerts_if_unsafe() -> None:
    assert "landlock" in page(report("landlock").to_json())
    assert "Do not rely on these grades" in page(report("unsafe").to_json())
    assert "Do not rely" not in page(report("namespaces").to_json())


def test_the_page_shows_how_limits_were_enforced_and_the_remedy() -> None:
    counted, watched, unknown = (
        page(replace(report(), control_group=used).to_json()) for used in (True, False, None)
    )

    assert "<dd>control group</dd>" in counted
    assert "autograder doctor" not in counted
    assert "<dd>watched</dd>" in watched
    assert "“autograder doctor” tells how" in watched
    assert "Limits" not in unknown


def test_page_and_summary_say_what_a_weaker_level_lacks() -> None:
    lacking = report("landlock", ADA).to_json()
    said = io.StringIO()
    Console(file=said, width=1000).print(summary(lacking))

    for words in (page(lacking), said.getvalue()):
        assert "no terminal" in words
        assert "multiprocessing.Pool" in words
    assert "no terminal" not in page(report("namespaces", ADA).to_json())


def test_the_summary_tells_what_was_noticed_about_graded_work_too() -> None:
    noticed = replace(ADA, student="ada", sentences=("Module not found here: seaborn.",))
    said = io.StringIO()

    Console(file=said, width=1000).print(summary(report("namespaces", noticed).to_json()))

    assert "ada: Module not found here: seaborn." in said.getvalue()


def test_names_of_learners_are_escaped() -> None:
    said = page(report("namespaces", ADA).to_json())

    assert "ada &lt;b&gt;" in said
    assert "<b>" not in said


def test_the_page_is_one_file_without_scripts_or_requests() -> None:
    outline = Outline(page(report("namespaces", ADA, BOB).to_json()))

    assert outline.fetched == []
    assert "script" not in outline.tags


def test_the_page_has_an_accessible_structure() -> None:
    outline = Outline(page(report("namespaces", ADA, BOB).to_json()))

    assert outline.language == "en"
    assert outline.unscoped == 0
    assert outline.tags.count("h1") == 1
    assert outline.tags.count("main") == 1


def test_the_french_page_uses_decimal_commas() -> None:
    set_language("fr")

    said = page(report("namespaces", ADA).to_json())

    assert Outline(said).language == "fr"
    assert "3,5 / 4" in said
    assert "Réussite par question" in said


def test_an_empty_class_has_a_page_of_its_own() -> None:
    assert "Nobody has submitted this assignment yet." in page(report().to_json())


def test_a_written_report_can_be_read_back(tmp_path: Path) -> None:
    data = report("namespaces", ADA).to_json()

    write_report(data, tmp_path / "new")

    assert read_report(tmp_path / "new") == json.loads(json.dumps(data))
    assert (tmp_path / "new" / PAGE).exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"assignment": "ps1"}', '{"level": 3}'])
def test_another_file_is_refused_with_a_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / DATA).write_text(content)

    with pytest.raises(AutograderError, match="--report"):
        read_report(tmp_path)
