"""What browsers may do with the pages: load only our content, without foreign frames."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import Response

_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
WITH_OWN_STYLES = {
    "Content-Security-Policy": f"{_CONTENT_SECURITY_POLICY}; style-src 'self' 'unsafe-inline'"
}
"""For pages with texts of our own modules, which may align a column or colour a word."""

_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # While the site starts, its proxy and its Hub answer for the portal: scripts tell them apart.
    "Campus5G-Portal": "here",
}


async def with_headers(
    request: Request, answer: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Add the headers; pages about people must not be cached."""
    response = await answer(request)
    for name, value in {**_HEADERS, "Cache-Control": "no-store"}.items():
        # A page's own policy wins: some pages are confined more narrowly.
        response.headers.setdefault(name, value)
    return response
