"""What a graded final says of each objective."""

from pathlib import Path

import pytest

from campus5g.courseware.quiz.keys import ItemKey, SingleKey
from campus5g.courseware.quiz.points import Marked, Report, achieved_words, as_html, by_objective
from campus5g.draw import Draw
from campus5g.language import set_language

SHARES = {"radio": [1.0, 1.0, 0.5], "security": [0.0, 0.0, 0.5], "other": [1.0]}


@pytest.fixture
def report() -> Report:
    marked = tuple(
        Marked(
            ItemKey(
                id=f"{objective}-{number}",
                objectives=[objective],
                difficulty="easy",
                points=1,
                key=SingleKey(answer="a"),
            ),
            share,
        )
        for objective, shares in SHARES.items()
        for number, share in enumerate(shares)
    )
    return Report(1, "ada", Draw.named("ada"), 4.0, 7.0, marked, other_paper=False)


def test_an_objective_is_judged_by_the_mean_of_its_questions(report: Report) -> None:
    shares = by_objective(report)

    assert shares["radio"] == pytest.approx(2.5 / 3)
    assert shares["security"] == pytest.approx(0.5 / 3)


def test_an_objective_with_one_or_two_questions_is_not_judged(report: Report) -> None:
    assert "other" not in by_objective(report)


@pytest.mark.parametrize(
    ("achieved", "french", "english"),
    [(True, "acquis", "achieved"), (False, "non acquis", "not achieved")],
)
def test_an_objective_is_achieved_or_not(achieved: bool, french: str, english: str) -> None:
    assert achieved_words(achieved, "fr") == french
    assert achieved_words(achieved, "en") == english


def test_the_page_shows_objectives_in_the_released_words(report: Report, tmp_path: Path) -> None:
    (tmp_path / "module.yaml").write_text(
        """
id: essentials-assessment
course: {fr: Cours, en: Course}
title: {fr: Bilan, en: Assessment}
summary: {fr: Bilan, en: Assessment}
minutes: 40
objectives:
  - {id: radio, fr: Lire un signal, en: Read a signal}
  - {id: security, fr: Voir une attaque, en: See an attack}
""",
        encoding="utf-8",
    )
    set_language("fr")

    page = as_html(report, tmp_path)

    set_language(None)
    assert '<th scope="row">Lire un signal</th><td>acquis</td><td>83 %</td>' in page
    assert '<th scope="row">Voir une attaque</th><td>non acquis</td><td>17 %</td>' in page


def test_a_module_without_its_page_shows_questions_only(report: Report, tmp_path: Path) -> None:
    assert as_html(report, tmp_path).count("<table>") == 1
