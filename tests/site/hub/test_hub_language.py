from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from new_records import new_records

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.language import language_of, preferred_language, translator_for


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,en;q=0.5,fr;q=0.6", "fr"),
        ("EN", "en"),
        ("fr;q=0", None),
        ("de, nl", None),
        ("", None),
        ("fr;q=much, en;q=0.1", "en"),
    ],
)
def test_the_browsers_preferred_language_is_used(header: str, language: str | None) -> None:
    assert preferred_language(header) == language


@given(st.text())
def test_any_accept_language_header_is_handled(header: str) -> None:
    assert preferred_language(header) in {"fr", "en", None}


def test_pages_are_in_the_accounts_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "fr")
    database = new_records(SiteFolders(tmp_path).records)
    Accounts(database).set("alex", "learner", "en", "secret")

    assert language_of(SimpleNamespace(name="alex")) == "en"
    assert translator_for(SimpleNamespace(name="alex"))(fr="oui", en="yes") == "yes"
    assert language_of(None) == "fr"
    assert language_of(SimpleNamespace(name="gone")) == "fr"
