"""Each reason to refuse has a problem and a remedy in ``words.yaml``, which holds no more."""

from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from campus5g.errors import CampusError
from campus5g.language import LANGUAGES
from campus5g.manifest import load_manifest
from campus5g.site.booking import refusals as booking
from campus5g.site.booking.rules import SHORTEST_MINUTES, Limits, Refusal
from campus5g.site.lti import refusals as lti
from campus5g.wording import WORDS_FILE, Groups

LIMITS = Limits(longest_minutes=240, at_once=7, days_ahead=30)

Refuse = Callable[[str], CampusError]

KINDS = [
    pytest.param(
        Path(booking.__file__).parent,
        get_args(Refusal),
        lambda reason: booking.BookingRefusedError(reason, LIMITS),
        {"shortest_minutes": SHORTEST_MINUTES, **vars(LIMITS)},
        id="booking",
    ),
    pytest.param(
        Path(lti.__file__).parent,
        get_args(lti.Reason),
        lambda reason: lti.LaunchRefusedError(reason, "Moodle"),
        {"name": "Moodle"},
        id="lti",
    ),
]


@pytest.mark.parametrize(("folder", "reasons", "refuse", "values"), KINDS)
def test_each_reason_has_texts_and_every_text_is_used(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    reasons: tuple[str, ...],
    refuse: Refuse,
    values: dict[str, object],
) -> None:
    texts = load_manifest(folder / WORDS_FILE, Groups)
    expected = {(reason, part) for reason in reasons for part in ("problem", "remedy")}
    assert {(group, key) for group, key, _ in texts.texts()} == expected

    for language in LANGUAGES:
        monkeypatch.setenv("CAMPUS5G_LANGUAGE", language)
        shown = {
            (reason, part): getattr(refuse(reason), part)
            for reason in reasons
            for part in ("problem", "remedy")
        }
        assert shown == {
            (group, key): str(text).format(**values) for group, key, text in texts.texts()
        }


@pytest.mark.parametrize(("folder", "reasons", "refuse", "values"), KINDS)
def test_both_languages_of_a_refusal_use_the_same_values(
    folder: Path, reasons: tuple[str, ...], refuse: Refuse, values: dict[str, object]
) -> None:
    def filled_in(words: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(words) if name is not None}

    texts = load_manifest(folder / WORDS_FILE, Groups)
    unlike = [key for *key, text in texts.texts() if filled_in(text.fr) != filled_in(text.en)]
    assert unlike == []


@pytest.mark.parametrize(("folder", "reasons", "refuse", "values"), KINDS)
def test_every_reason_is_used(
    folder: Path, reasons: tuple[str, ...], refuse: Refuse, values: dict[str, object]
) -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    # Once where all are listed, once where it is given.
    assert [reason for reason in reasons if sources.count(f'"{reason}"') < 2] == []
