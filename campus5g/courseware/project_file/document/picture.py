"""A drawing as a bitmap, for Word, which takes no SVG from python-docx."""

import io
import re
from pathlib import Path

from campus5g.paper import laid_out

_DOTS_PER_POINT = 3


def png_of(svg: str) -> bytes:
    """Return a drawing as PNG on white.

    Args:
        svg: one SVG element that only draws.
    """
    import pypdfium2

    page = laid_out(_page(svg), Path(__file__).with_name("picture.css")).write_pdf()
    pdf = pypdfium2.PdfDocument(page)
    try:
        bitmap = pdf[0].render(scale=_DOTS_PER_POINT)
        out = io.BytesIO()
        bitmap.to_pil().save(out, "PNG")
    finally:
        pdf.close()
    return out.getvalue()


def _page(svg: str) -> str:
    """Return a page of the drawing's own shape."""
    found = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    width, height = (float(found[1]), float(found[2])) if found else (400.0, 280.0)
    size = f"@page {{ size: 400pt {400 * height / max(width, 1):.1f}pt; margin: 0 }}"
    return f"<html><head><style>{size}</style></head><body><div>{svg}</div></body></html>"
