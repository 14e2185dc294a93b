"""A released notebook becomes a page: parts under headings, activities, open questions."""

import re
from pathlib import Path

import pytest
from crane_order import crane_order, page_of
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from campus5g.courseware.page.content import PageContent, page_content
from campus5g.courseware.page.manifest import GlossaryWord, Objective, PageManifest
from campus5g.courseware.page.markdown import PageMarkdown
from campus5g.manifest import Text

NAMED = Text(fr="Un nom", en="A name")
MANIFEST = PageManifest(
    id="quay-crane-order",
    course=NAMED,
    title=NAMED,
    summary=NAMED,
    minutes=20,
    objectives=[Objective(id="one", fr="Un", en="One")],
    glossary={"slice": GlossaryWord(word=NAMED, meaning=NAMED)},
)
ANSWER = {"nbgrader": {"grade": True, "solution": True, "grade_id": "workplace"}}


def markdown(folder: Path = Path()) -> PageMarkdown:
    return PageMarkdown("fr", MANIFEST.glossary, folder)


def test_each_second_level_heading_begins_a_part() -> None:
    page = page_of(crane_order(), "fr")

    assert [part.title for part in page.parts] == [
        "Ce qui retarde l’ordre",
        "Ce qu’une tranche garantit",
        "Sur mon lieu de travail",
    ]


def test_one_cell_may_hold_several_parts_and_a_hash_in_code_is_not_a_heading() -> None:
    text = "# Titre\n\n## Un\n\n```\n## pas un titre\n```\n\n## Deux\n\nSuite"

    page = page_content(new_notebook(cells=[new_markdown_cell(text)]), MANIFEST, Path())

    assert [part.title for part in page.parts] == ["Un", "Deux"]
    assert page.opening == []
    assert "## pas un titre" in page.parts[0].blocks[0].html


def test_the_manifests_title_replaces_the_notebooks() -> None:
    page = page_of(crane_order(), "en")

    assert page.as_data()["title"] == "A crane waits for its order"
    assert all("<h1" not in block.html for block in page.opening)


def test_the_parts_share_the_minutes_of_the_module() -> None:
    parts = page_of(crane_order(), "fr").parts

    assert sum(part.minutes for part in parts) <= 10
    assert min(part.minutes for part in parts) > 0


def test_the_first_code_cell_and_graded_cells_run_silently() -> None:
    page = page_of(crane_order(), "fr")
    blocks = [*page.opening, *(block for part in page.parts for block in part.blocks)]

    quiet = [block.quiet for block in blocks if block.kind == "activity"]

    assert quiet == [True, False, False, True]


def covered_by(page: PageContent) -> list[tuple[str, int | None]]:
    return [
        (block.html.strip().removeprefix("<p>").removesuffix("</p>"), block.covered_by)
        for part in page.parts
        for block in part.blocks
        if block.kind == "words"
    ]


def test_words_after_an_explorer_are_covered_up_to_the_next_activity_or_part() -> None:
    cells = [
        new_code_cell("page.begin()"),
        new_markdown_cell("## Un\n\nAvant"),
        new_code_cell('explorers.connectivity_map("fan")'),
        new_markdown_cell("Explication"),
        new_markdown_cell("Suite"),
        new_code_cell('quiz.part("un")'),
        new_markdown_cell("Après les questions"),
        new_code_cell("explorers.nines()"),
        new_markdown_cell("Les neuf\n\n## Deux\n\nPartie suivante"),
    ]

    page = page_content(new_notebook(cells=cells), MANIFEST, Path())

    assert covered_by(page) == [
        ("Avant", None),
        ("Explication", 2),
        ("Suite", 2),
        ("Après les questions", None),
        ("Les neuf", 7),
        ("Partie suivante", None),
    ]


def test_words_after_an_explorer_with_a_button_for_the_project_file_are_covered_too() -> None:
    cells = [
        new_code_cell('project_file.figure("peak-figure", explorers.peak_by_area())'),
        new_markdown_cell("Explication"),
    ]

    (words,) = page_content(new_notebook(cells=cells), MANIFEST, Path()).opening[1:]

    assert words.covered_by == 0


def test_importing_the_explorers_covers_nothing() -> None:
    cells = [new_code_cell("from campus5g.courseware import explorers"), new_markdown_cell("Mots")]

    (words,) = page_content(new_notebook(cells=cells), MANIFEST, Path()).opening[1:]

    assert words.covered_by is None


@pytest.mark.parametrize(
    ("source", "text"),
    [("Votre réponse ici", ""), ("Le pont roulant.", "Le pont roulant.")],
)
def test_an_open_question_shows_the_saved_answer(source: str, text: str) -> None:
    notebook = new_notebook(cells=[new_markdown_cell(source, metadata=ANSWER)])

    (block,) = page_content(notebook, MANIFEST, Path()).opening

    assert (block.kind, block.grade_id, block.text) == ("answer", "workplace", text)


def test_the_page_holds_no_code() -> None:
    cells = [new_code_cell("secret_call()"), new_code_cell("another_call()")]

    data = page_content(new_notebook(cells=cells), MANIFEST, Path()).as_data()

    assert "_call" not in str(data)


def test_the_page_is_in_one_language() -> None:
    data = str(page_of(crane_order(), "en").as_data())

    assert "guarantees of its own" in data
    assert "garanties" not in data


def test_a_glossary_term_is_a_button_with_its_explanation() -> None:
    html = markdown()("Une [tranche](glossary:slice) du réseau.")

    assert html == (
        '<p>Une <button type="button" class="word" popovertarget="word-slice">tranche'
        "</button> du réseau.</p>\n"
    )


@pytest.mark.parametrize(
    ("term", "mark"), [("[tranche](glossary:slice)", ","), ("**[tranche](glossary:slice)**", ".")]
)
def test_no_line_begins_with_the_mark_after_a_glossary_term(term: str, mark: str) -> None:
    html = markdown()(f"Une {term}{mark} et la suite.")

    assert re.search(rf'<span class="together">.*</button>(</strong>)?[{mark}]</span>', html)


def test_a_term_without_an_explanation_is_plain_text() -> None:
    assert markdown()("Une [tranche](glossary:other).") == "<p>Une tranche.</p>\n"


def test_a_picture_of_the_module_is_embedded_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "quay.svg").write_text("<svg/>")

    html = markdown(tmp_path)("![Un quai](quay.svg)")

    assert 'src="data:image/svg+xml;base64,' in html
    assert 'alt="Un quai"' in html


def test_a_wide_table_scrolls_within_itself_by_keyboard() -> None:
    html = markdown()("| a | b |\n|---|---|\n| 1 | 2 |\n")

    assert '<div class="table" role="group" aria-label="Tableau" tabindex="0"><table>' in html


def test_the_empty_corner_of_a_table_is_not_a_heading() -> None:
    html = markdown()("|   | a |\n|---|---|\n| 1 | 2 |\n")

    assert "<td></td>\n<th>a</th>" in html


def opened_by(folder: Path, scene: str) -> PageContent:
    (folder / "scene.yaml").write_text(scene, encoding="utf-8")
    notebook = new_notebook(metadata={"campus5g": {"language": "en"}})
    return page_content(notebook, MANIFEST, folder)


def test_a_page_opens_with_the_drawing_beside_its_notebook_told_in_its_language(
    tmp_path: Path,
) -> None:
    page = opened_by(tmp_path, "shows: {fr: Un mât, en: A mast}\nparts: [{part: mast}]")

    assert page.as_data()["scene"].startswith("<svg ")
    assert "A mast</title>" in page.scene
    assert page.as_data()["scene_shows"] == "A mast"


def test_a_page_without_a_drawing_or_with_one_of_another_version_opens_without(
    tmp_path: Path,
) -> None:
    assert page_content(new_notebook(), MANIFEST, tmp_path).scene == ""
    later = opened_by(tmp_path, "shows: {fr: Un mât, en: A mast}\nparts: [{part: of-next-year}]")
    assert later.scene == ""
