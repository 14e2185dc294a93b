"""The subscribers and resources that a message of the service-based interfaces names.

Identities stand in paths, in the location of a resource and in JSON bodies, as tshark shows
them: ``imsi-…`` and ``suci-…`` (TS 29.571, 5.3.2) and ``5g-guti-…`` (TS 29.518, 6.1.3.2). A
resource that was created for a UE, such as an SM context (TS 29.502, 6.1.3.3), is named by its
location, and later requests to it concern that UE.
"""

import re

from campus5g.capture.messages.message import Message

_PATHS = ("http2.headers.path", "http.request.uri")
_LOCATIONS = ("http2.headers.location", "http.location")
_TEXTS = (*_PATHS, *_LOCATIONS, "json.value.string")
_IMSI = re.compile(r"\bimsi-(\d{5,15})(?!\d)")
_SUCI = re.compile(r"\bsuci-0-\d{3}-\d{2,3}-\d{1,4}-\d{1,2}-\d{1,3}-[0-9A-Fa-f]+")
_GUTI = re.compile(r"\b5g-guti-\d{5,6}([0-9A-Fa-f]{6})([0-9A-Fa-f]{8})(?![0-9A-Fa-f])")
_SERVICE_DEPTH = 3
"""``/nsmf-pdusession/v1/sm-contexts`` is a collection; a resource is below it."""

SubscriberId = tuple[str | int, ...]
"""Its kind and its parts."""
Resource = tuple[str, str]
"""The address of its server and its path."""


def identities(message: Message) -> set[SubscriberId]:
    """Return the subscriber identities that a message names, each with its kind.

    ``("imsi", digits)``, ``("suci", text)`` or ``("tmsi", AMF set, AMF pointer, 5G-TMSI)``.
    """
    found: set[SubscriberId] = set()
    for text in _values(message, _TEXTS):
        found |= {("imsi", digits) for digits in _IMSI.findall(text)}
        found |= {("suci", suci.lower()) for suci in _SUCI.findall(text)}
        for amf, tmsi in _GUTI.findall(text):
            set_and_pointer = int(amf, 16) & 0xFFFF
            found.add(("tmsi", set_and_pointer >> 6, set_and_pointer & 0x3F, int(tmsi, 16)))
    return found


def asked_path(message: Message) -> str:
    """Return the path of a request; ``""`` for a response."""
    return next((_path(text) for text in _values(message, _PATHS)), "")


def made_resources(message: Message, collection: str) -> list[Resource]:
    """Return the resources that a response reports as created (RFC 9110, 10.2.2).

    Args:
        message: the response.
        collection: the requested path; some cores answer with only the last part.
    """
    found = []
    for text in _values(message, _LOCATIONS):
        path = _path(text)
        if path and "/" not in path:
            path = f"{collection}/{path}"
        if path.count("/") > _SERVICE_DEPTH:
            found.append((message.source, path))
    return found


def asked_resources(message: Message) -> list[Resource]:
    """Return the resources that a request may be about, the most specific one first."""
    found = []
    path = asked_path(message)
    while path.count("/") > _SERVICE_DEPTH:
        found.append((message.destination, path))
        path = path.rpartition("/")[0]
    return found


def exchange(message: Message) -> tuple[str, str] | None:
    """Return what a request shares with its response: the connection and its stream.

    None if the capture does not show the connection.
    """
    if not message.association:
        return None
    return message.association, message.first("http2.streamid") or ""


def _path(uri: str) -> str:
    """Return the path in a URI, even a malformed one."""
    scheme, found, rest = uri.partition("://")
    if found and "/" not in scheme:
        uri = f"/{rest.partition('/')[2]}"
    return uri.partition("?")[0].partition("#")[0].rstrip("/")


def _values(message: Message, names: tuple[str, ...]) -> list[str]:
    return [text for name in names for text in message.fields.get(name, ())]
