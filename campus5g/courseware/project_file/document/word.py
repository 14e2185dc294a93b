"""The document for Word and LibreOffice, to go on writing in it."""

import io
from typing import Any

import docx
from docx.shared import Cm, Pt, RGBColor

from campus5g.courseware.project_file.document.content import (
    Document,
    Paragraphs,
    Picture,
    Section,
    Table,
)
from campus5g.courseware.project_file.document.picture import png_of
from campus5g.language import current_language

_ACCENT = RGBColor(0x00, 0x5F, 0x73)
_PICTURE_WIDTH = Cm(14)


def as_docx(document: Document) -> bytes:
    """Return the document as a DOCX, in the language in force."""
    file: Any = docx.Document()
    _set_up(file, document)
    _cover(file, document)
    for number, section in enumerate(document.sections, 1):
        heading = file.add_heading(f"{number} {section.title}", level=1)
        heading.paragraph_format.page_break_before = True
        _section(file, section, document.words["run"])
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _set_up(file: Any, document: Document) -> None:
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    file.core_properties.title = document.words["title"]
    file.core_properties.author = document.by
    file.core_properties.language = {"fr": "fr-FR", "en": "en-GB"}[current_language()]
    file.styles["Normal"].font.name = "Calibri"
    file.styles["Normal"].font.size = Pt(11)
    for name in ("Title", "Heading 1", "Heading 2"):
        file.styles[name].font.color.rgb = _ACCENT


def _cover(file: Any, document: Document) -> None:
    file.add_heading(document.words["title"], level=0)
    file.add_paragraph(document.course).runs[0].font.size = Pt(15)
    file.add_paragraph(document.by).runs[0].bold = True
    if document.at:
        file.add_paragraph(document.at)
    file.add_paragraph(document.words["made"].format(day=document.made))
    for block in document.opening:
        file.add_heading(block.title, level=2)
        _paragraphs(file, block)
    file.add_paragraph(document.words["contents"]).runs[0].bold = True
    for section in document.sections:
        file.add_paragraph(section.title, style="List Number")


def _section(file: Any, section: Section, run: str) -> None:
    for block in section.blocks:
        file.add_heading(block.title, level=2)
        match block:
            case Table():
                _table(file, block)
            case Picture():
                figure = block.figure
                file.add_picture(io.BytesIO(png_of(figure.svg)), width=_PICTURE_WIDTH)
                file.add_paragraph(f"{figure.title}. {figure.reading}")
                if figure.settings:
                    file.add_paragraph(f"{run} {figure.settings}.")
            case _:
                _paragraphs(file, block)


def _paragraphs(file: Any, block: Paragraphs) -> None:
    for line in block.text.splitlines():
        file.add_paragraph(line).runs[0].italic = block.missing


def _table(file: Any, block: Table) -> None:
    table = file.add_table(rows=1, cols=len(block.headers), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, block.headers, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in block.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                for each in paragraph.runs:
                    each.font.size = Pt(9)
    if block.note:
        file.add_paragraph(block.note).runs[0].bold = True
