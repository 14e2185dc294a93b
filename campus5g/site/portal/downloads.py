"""Downloads, and the site's own address, which is printed on documents."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from campus5g.site.portal.surroundings import portal_of
from campus5g.site.settings import settings


def download(content: bytes, media_type: str, name: str) -> Response:
    """Return an answer that a browser saves as a file.

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
    """Return the full address of a page, from the settings or else from this request."""
    site = settings(records).place.address or str(request.base_url)
    return site.rstrip("/") + portal_of(request).path(*parts)
