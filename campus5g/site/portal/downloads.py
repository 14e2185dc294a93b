"""Files that a page hands out, and the site's own address, which documents bear."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from campus5g.site.portal.surroundings import portal_of
from campus5g.site.settings import settings


def download(content: bytes, media_type: str, name: str) -> Response:
    """Return an answer that a browser keeps as a file.

    Args:
        content: of the file.
        media_type: with its character set, if it is text.
        name: of the file; letters of any script.
    """
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{plain}"; '
            f"filename*=UTF-8''{quote(name, safe='')}"
        },
    )


def public_address(request: Request, records: Session, *parts: str) -> str:
    """Return the whole address of a page, as the settings or else this browser have the site's."""
    site = settings(records).place.address or str(request.base_url)
    return site.rstrip("/") + portal_of(request).path(*parts)
