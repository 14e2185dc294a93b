"""The error of an address that can't be listened on."""

from collections.abc import Iterator
from contextlib import contextmanager

from campus5g.errors import CampusError


@contextmanager
def listening(part: str, address: str) -> Iterator[None]:
    """Turn a failure to listen into an error with a remedy.

    Args:
        part: the part of the kit, as the start of a sentence.
        address: host and port.

    Raises:
        CampusError: when the address can't be used.
    """
    try:
        yield
    except OSError as error:
        raise CampusError(
            f"{part} can't listen on {address} ({error.strerror}).",
            "Stop the program that uses this address, or let the kit choose its address block.",
        ) from error
