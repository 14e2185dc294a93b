"""The file to take away: the whole of it, in the learner's language, and nothing that runs."""

import io
from datetime import date
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from campus5g.courseware.project_file.document.picture import png_of
from campus5g.courseware.project_file.drawing import DrawingError, plain_svg
from campus5g.courseware.project_file.export import Format, exported
from campus5g.courseware.project_file.weak_lines import empty_fields, weak_lines
from campus5g.courseware.project_file.written import Figure, Written
from campus5g.language import Language, current_language
from campus5g.places import HOUSE
from tests.courseware.project_file.example import course, example, parts
from tests.courseware.project_file.filled_in import filled_in


def made(format_: Format, language: Language, written: Written | None = None) -> bytes:
    """The demo learner's file as a document."""
    return exported(
        format_,
        language,
        course=course().title,
        parts=parts(),
        written=filled_in() if written is None else written,
        by="Sacha Vandamme",
        at="Cale Sèche",
        today=date(2026, 11, 29),
    )


def words_of_pdf(content: bytes) -> str:
    """What a PDF says, with its line breaks as spaces."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def words_of_docx(content: bytes) -> str:
    """What a DOCX says, tables included."""
    file: Any = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(each.text for each in file.paragraphs), *cells]).split())


@pytest.fixture(scope="module")
def in_french() -> dict[Format, bytes]:
    """The demo learner's whole file: its drawings take seconds."""
    return {"pdf": made("pdf", "fr"), "docx": made("docx", "fr")}


@pytest.mark.parametrize(("format_", "read"), [("pdf", words_of_pdf), ("docx", words_of_docx)])
def test_a_document_holds_all_that_was_written(
    in_french: dict[Format, bytes], format_: Format, read: Any
) -> None:
    said = read(in_french[format_])

    for words in (
        "Sacha Vandamme",
        "Cale Sèche",
        "29/11/2026",
        "un camion part en retard",
        "serveur d’ordres du local technique",
        "2 appareils",
        "Réseau à vous (SNPN)",
        "le chariot freine seul",
        "51 % des tirages perdent",
        "Deux devis d’intégrateurs",
        "12/03/2026",
        "arrêt si plus de 50 sont en retard",
        "Sources",
    ):
        assert words in said


def test_titles_are_in_the_readers_language_and_the_text_as_it_was_written() -> None:
    said = words_of_pdf(made("pdf", "en", {"complaint": "un camion part en retard"}))

    assert "Project file" in said
    assert "The requirement that can be checked" in said
    assert "un camion part en retard" in said


def test_making_a_document_leaves_the_language_in_force_alone() -> None:
    before = current_language()

    made("docx", "en" if before == "fr" else "fr", {})

    assert current_language() == before


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.proof)])
def test_the_example_of_the_docs_is_whole_sound_and_five_to_eight_pages_long(
    language: Language,
) -> None:
    kept = HOUSE / "docs" / "reference" / "examples" / f"project-file-example.{language}.pdf"

    assert empty_fields(parts(), filled_in(language)) == []
    assert weak_lines(parts(), filled_in(language)) == []
    assert 5 <= len(PdfReader(kept).pages) <= 8
    assert words_of_pdf(kept.read_bytes()) == words_of_pdf(example(language))


def test_the_request_stands_on_the_cover_and_nowhere_else(in_french: dict[Format, bytes]) -> None:
    cover, *pages = (page.extract_text() for page in PdfReader(io.BytesIO(in_french["pdf"])).pages)

    assert "La demande" in cover
    assert "pour 12 à 18\N{NO-BREAK SPACE}k€" in cover.replace("\n", " ")
    assert not any("La demande\n" in page for page in pages)


@pytest.mark.parametrize("format_", ["pdf", "docx"])
def test_an_empty_file_says_what_is_to_be_completed(format_: Format) -> None:
    read = words_of_pdf if format_ == "pdf" else words_of_docx

    said = read(made(format_, "fr", {}))

    assert "À compléter." in said
    # The figure is optional.
    assert "Le plan radio" not in said


def test_what_a_learner_writes_is_text_not_markup() -> None:
    said = words_of_pdf(made("pdf", "fr", {"complaint": "<script>x</script> & <b>gras</b>"}))

    assert "<script>x</script> & <b>gras</b>" in said


def test_a_figure_is_drawn_in_both_documents(in_french: dict[Format, bytes]) -> None:
    pdf = PdfReader(io.BytesIO(in_french["pdf"]))
    file: Any = docx.Document(io.BytesIO(in_french["docx"]))

    assert any("part réelle de retards" in page.extract_text() for page in pdf.pages)
    assert len(file.inline_shapes) == 5


def test_a_drawing_becomes_a_bitmap_of_its_shape() -> None:
    figure = filled_in()["choice-figure"]
    assert isinstance(figure, Figure)

    png = png_of(figure.svg)

    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    assert png.startswith(b"\x89PNG")
    # A chart of 400 by 280, with four rows of a key above it.
    assert 'viewBox="0 -80 400 360"' in figure.svg
    assert width / height == pytest.approx(400 / 360, rel=0.01)


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>",
        '<image href="https://example.org/x.png"/>',
        '<use href="#x"/>',
        '<style>@import "https://example.org"</style>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<rect onclick="alert(1)"/>',
        '<rect style="background: url(https://example.org)"/>',
        '<rect fill="url(https://example.org#x)"/>',
    ],
)
def test_a_drawing_keeps_nothing_that_runs_or_loads(harm: str) -> None:
    drawn = plain_svg(f'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/>{harm}</svg>')

    assert '<path d="M0 0"' in drawn
    for word in ("script", "href", "style", "example.org", "onclick", "foreign", "alert"):
        assert word not in drawn


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p>x</p>",
        "<svg>",
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ],
)
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(DrawingError):
        plain_svg(text)
