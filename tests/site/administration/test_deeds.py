"""The log speaks its reader's language, whatever was done."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import get_args

import pytest

from campus5g.language import LANGUAGES, Language
from campus5g.manifest import load_manifest
from campus5g.places import HOUSE
from campus5g.site.administration import deeds
from campus5g.site.administration.deeds import deed, deed_subject, detail_value
from campus5g.site.administration.health import BACKED_UP
from campus5g.site.portal.app import ROUTERS
from campus5g.site.portal.rights import rules
from campus5g.site.records.certificates import CertificateKind
from campus5g.site.records.cohorts import Survey
from campus5g.site.records.people import Role
from campus5g.site.settings import Settings
from campus5g.wording import WORDS_FILE, Groups

WORDS = load_manifest(Path(deeds.__file__).with_name(WORDS_FILE), Groups)


def noted_elsewhere() -> set[str]:
    """Return the actions that the site notes by name, where no form is sent."""
    site = [
        HOUSE / "campus5g" / "commands" / "site.py",
        *(HOUSE / "campus5g" / "site").rglob("*.py"),
    ]
    sources = [file.read_text(encoding="utf-8") for file in site]
    named = {name for text in sources for name in re.findall(r'\bnote\([^"()]*"([^"]+)"', text)}
    return {*named, BACKED_UP}


@pytest.mark.parametrize("language", LANGUAGES)
def test_exactly_the_logged_actions_have_a_description(
    monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    noted = {rule.path.strip("/") for rule in rules(ROUTERS) if rule.noted} | noted_elsewhere()

    monkeypatch.setenv("CAMPUS5G_LANGUAGE", language)

    assert {action for action in noted if deed(action) == action} == set()
    assert set(WORDS.root["deed"]) == noted


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("kind", [*get_args(CertificateKind), *get_args(Survey)]),
        ("role", get_args(Role)),
        ("section", Settings.model_fields),
    ],
)
def test_values_are_shown_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, name: str, values: Collection[str]
) -> None:
    values_shown = {}
    for language in LANGUAGES:
        monkeypatch.setenv("CAMPUS5G_LANGUAGE", language)
        values_shown[language] = {detail_value(name, value) for value in values}

    assert set(WORDS.root[name]) == set(values)
    assert not values_shown["fr"] & set(values) - {"attestation"}
    assert len(values_shown["en"]) == len(values_shown["fr"]) == len(values)


def test_yes_no_and_lists_are_shown_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "fr")

    assert detail_value("active", False) == "non"
    assert detail_value("accounts", ["ada", "bob"]) == "ada, bob"


def test_values_in_an_address_are_described_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "fr")

    assert deed_subject("survey/{cohort}/{kind}", "rolling-mill hot") == "rolling-mill à la fin"
    assert deed_subject("backup", "a file of mine") == "a file of mine"


def test_an_unknown_action_is_shown_unchanged() -> None:
    assert deed("something new") == "something new"
