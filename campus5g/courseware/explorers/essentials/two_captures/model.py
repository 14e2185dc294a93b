"""Where an eavesdropper finds a number in the bytes of a message."""


def occurrences(digits: str, data: bytes) -> list[range]:
    """Return the ranges of bytes that hold a number in the clear, in order.

    Mobile networks write a number two digits to a byte, the first in the lower half (TS 24.501,
    9.11.3.4). It may begin and end in the middle of a byte.

    Args:
        digits: the number.
        data: the message.
    """
    halves = "".join(f"{byte & 0x0F:x}{byte >> 4:x}" for byte in data)
    return [
        range(at // 2, (at + len(digits) + 1) // 2)
        for at in range(len(halves))
        if digits and halves.startswith(digits, at)
    ]


def occurrences_of_bytes(sought: bytes, data: bytes) -> list[range]:
    """Return the ranges where some bytes occur in a message."""
    return [
        range(at, at + len(sought))
        for at in range(len(data))
        if sought and data.startswith(sought, at)
    ]
