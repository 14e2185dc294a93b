"""A bilingual notebook is sound when its languages come in pairs, and then one can be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tiny_lab import in_english, in_french, nbgrader, setup_cell, sources, tiny_notebook

from campus5g.authoring.findings import Finding
from campus5g.authoring.languages import (
    LanguageError,
    keep_language,
    kept_language,
    language_findings,
)


def findings_of(*cells: NotebookNode) -> list[Finding]:
    """What is found in a notebook of a sound setup cell and these."""
    return language_findings(new_notebook(cells=[setup_cell(), *cells]))


def test_a_notebook_with_pairs_and_one_setup_cell_is_sound() -> None:
    assert language_findings(tiny_notebook()) == []


def test_french_without_english_is_found_with_its_cell() -> None:
    lonely = in_french("Seul.")

    [finding] = findings_of(new_markdown_cell("neutral"), lonely)

    assert (finding.cell, finding.cell_id) == (3, lonely.id)
    assert "no English partner" in finding.problem
    assert "right after" in finding.remedy


def test_english_without_french_is_found() -> None:
    [finding] = findings_of(in_english("Alone."))

    assert "no French partner" in finding.problem


def test_a_cell_between_the_two_languages_separates_them() -> None:
    found = findings_of(in_french("Un."), new_markdown_cell("between"), in_english("One."))

    assert [finding.cell for finding in found] == [2, 4]


def test_english_before_french_is_found_once() -> None:
    [finding] = findings_of(in_english("One."), in_french("Un."))

    assert finding.problem == "English stands before French."


def test_a_lone_english_cell_before_a_valid_pair_does_not_blame_the_pair() -> None:
    [finding] = findings_of(in_english("Alone."), in_french("Un."), in_english("One."))

    assert finding.cell == 2
    assert "no French partner" in finding.problem


def test_a_code_cell_with_a_language_tag_is_found() -> None:
    code = new_code_cell("print()", metadata={"tags": ["lang-fr"]})

    found = findings_of(code, in_english("One."))

    assert any("code cell has a language tag" in finding.problem for finding in found)


def test_a_cell_of_both_languages_is_found() -> None:
    both = new_markdown_cell("Un / One", metadata={"tags": ["lang-fr", "lang-en"]})

    assert any("both language tags" in f.problem for f in findings_of(both, in_english("One.")))


def test_a_language_cell_with_nbgrader_data_is_found() -> None:
    graded = in_french("Répondez.")
    graded.metadata.update(nbgrader("answer", grade=True, solution=True, points=1))

    [finding] = findings_of(graded, in_english("Answer."))

    assert finding.cell == 2
    assert "graded by nbgrader" in finding.problem


def test_an_empty_language_cell_is_found() -> None:
    [finding] = findings_of(in_french("Un."), in_english("  \n"))

    assert (finding.cell, finding.problem) == (3, "It has no text.")


def test_a_notebook_without_setup_cell_is_found() -> None:
    [finding] = language_findings(new_notebook(cells=[new_code_cell("1")]))

    assert "No cell is tagged `language`" in finding.problem


def test_a_second_setup_cell_is_found() -> None:
    [finding] = findings_of(setup_cell())

    assert (finding.cell, finding.problem) == (2, "A second cell is tagged `language`.")


@pytest.mark.parametrize(
    "source",
    ["", 'set_language("en")', 'set_language("fr")\nset_language("fr")', "set_language(chosen)"],
)
def test_a_setup_cell_that_does_not_choose_french_once_is_found(source: str) -> None:
    [finding] = language_findings(new_notebook(cells=[setup_cell(source)]))

    assert "exactly once" in finding.problem


def test_a_comment_in_one_language_only_is_found() -> None:
    [finding] = findings_of(new_code_cell("# fr: Lisez.\nx = 1"))

    assert finding.cell == 2
    assert finding.problem == "A comment: The French has no English partner."


@pytest.mark.parametrize(
    ("language", "kept", "dropped"), [("fr", "# Débits", "# Rates"), ("en", "# Rates", "# Débits")]
)
def test_keeping_a_language_drops_the_other(language: str, kept: str, dropped: str) -> None:
    notebook = keep_language(tiny_notebook(), language)

    assert kept in sources(notebook)
    assert dropped not in sources(notebook)
    assert kept_language(notebook) == language
    assert f'set_language("{language}")' in sources(notebook)


def test_a_kept_notebook_carries_no_language_tags_but_its_other_tags() -> None:
    source = tiny_notebook()
    source.cells[0].metadata.tags.append("hide-input")

    notebook = keep_language(source, "fr")

    assert notebook.cells[0].metadata.tags == ["hide-input"]
    assert all("tags" not in cell.metadata for cell in notebook.cells[1:])


def test_bilingual_comments_lose_their_prefix_and_the_other_language() -> None:
    source = "def f():\n    # fr: Un,\n    # fr: deux.\n    # en: One, two.\n    return 1  # fr: ?"

    notebook = keep_language(new_notebook(cells=[setup_cell(), new_code_cell(source)]), "fr")

    assert notebook.cells[1].source == "def f():\n    # Un,\n    # deux.\n    return 1  # fr: ?"


def test_keeping_a_language_leaves_the_source_as_it_was() -> None:
    source = tiny_notebook()
    before = sources(source)

    keep_language(source, "en")

    assert sources(source) == before
    assert kept_language(source) is None


def test_a_notebook_with_language_faults_is_refused_with_the_first_finding() -> None:
    notebook = new_notebook(cells=[setup_cell(), in_french("Seul."), in_english("")])

    with pytest.raises(LanguageError) as refused:
        keep_language(notebook, "fr")

    assert "Cell 3" in refused.value.problem
    assert refused.value.remedy


@given(pairs=st.lists(st.sampled_from(["pair", "neutral", "code"]), max_size=12))
def test_each_language_keeps_as_many_cells_as_the_other(pairs: list[str]) -> None:
    cells = [setup_cell()]
    for kind in pairs:
        if kind == "pair":
            cells += [in_french("Un."), in_english("One.")]
        else:
            cells.append(new_markdown_cell("x") if kind == "neutral" else new_code_cell("1"))
    notebook = new_notebook(cells=cells)

    kept = {language: keep_language(notebook, language).cells for language in ("fr", "en")}

    assert len(kept["fr"]) == len(kept["en"]) == 1 + len(pairs)


@given(
    marks=st.lists(st.sampled_from(["fr", "en", "neutral"]), max_size=10).filter(
        lambda marks: marks.count("fr") != marks.count("en")
    )
)
def test_unequal_numbers_of_cells_are_always_found(marks: list[str]) -> None:
    make = {"fr": in_french, "en": in_english, "neutral": new_markdown_cell}

    assert findings_of(*(make[mark]("x") for mark in marks))
