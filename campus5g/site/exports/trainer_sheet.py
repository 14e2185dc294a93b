"""A trainer's sheet of a module on paper: ten lines to lead the session by."""

from pathlib import Path

from campus5g.authoring.catalogue import Module
from campus5g.authoring.trainer_sheet import TrainerSheet
from campus5g.language import Language
from campus5g.site.paper import laid_out, pdf_of, written

_HERE = Path(__file__).parent / "templates"


def trainer_sheet(module: Module, sheet: TrainerSheet, language: Language) -> bytes:
    """Return the sheet of a module as a PDF.

    Args:
        module: which one.
        sheet: its lines.
        language: of the document.
    """
    text = written(_HERE / "trainer_sheet.html", language, module=module, sheet=sheet)
    return pdf_of(laid_out(text, _HERE / "exports.css"))
