"""What people send must be text that people can read: checked once, for all pages and forms."""

from fastapi import Request

from campus5g.site.portal.problems import UnreadableError
from campus5g.site.records.texts import is_readable


async def readable(request: Request) -> None:
    """Refuse a request with invisible characters in its address or its form.

    Databases differ in what they do with them. Files are read, and checked, by their pages.

    Raises:
        UnreadableError: it has some.
    """
    form = await request.form()
    values = (
        *request.path_params.values(),
        *(value for _, value in request.query_params.multi_items()),
        *(value for _, value in form.multi_items()),
    )
    if not all(is_readable(value) for value in values if isinstance(value, str)):
        raise UnreadableError
