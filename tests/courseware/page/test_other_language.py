"""A page leads to the same module in the other language where a person has it, else nowhere."""

import json
from pathlib import Path

import pytest

from campus5g.courseware.page.other_language import OtherLanguage, other_language


def lay(folder: Path, language: str | None) -> Path:
    folder.mkdir(parents=True)
    metadata = {"campus5g": {"language": language}} if language else {}
    (folder / f"{folder.name}.ipynb").write_text(json.dumps({"metadata": metadata}))
    return folder


def test_the_same_module_of_a_cohort_in_the_other_language_is_found(tmp_path: Path) -> None:
    french = lay(tmp_path / "monday" / "why", "fr")
    lay(tmp_path / "friday" / "why", "en")

    assert other_language(tmp_path, french, "fr") == OtherLanguage(
        "en", "../../friday/why/why.ipynb"
    )


@pytest.mark.parametrize(
    ("other", "language"),
    [("friday/why", "fr"), ("friday/why", None), ("friday/else", "en")],
)
def test_only_the_same_module_in_the_other_language_is_offered(
    tmp_path: Path, other: str, language: str | None
) -> None:
    french = lay(tmp_path / "monday" / "why", "fr")
    lay(tmp_path / other, language)

    assert other_language(tmp_path, french, "fr") is None


def test_a_damaged_notebook_is_skipped(tmp_path: Path) -> None:
    french = lay(tmp_path / "monday" / "why", "fr")
    (lay(tmp_path / "friday" / "why", "en") / "why.ipynb").write_text("{")

    assert other_language(tmp_path, french, "fr") is None


def test_only_the_persons_own_files_are_searched(tmp_path: Path) -> None:
    lay(tmp_path / "else" / "why", "en")
    french = lay(tmp_path / "files" / "why", "fr")

    assert other_language(tmp_path / "files", french, "fr") is None
