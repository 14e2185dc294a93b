"""Numbers as the reader writes them."""

from campus5g.language import t


def decimal(value: float, places: int = 1) -> str:
    """Return a number with the reader's decimal mark and a true minus sign, never a negative zero.

    Args:
        value: the number.
        places: how many digits after the decimal mark.
    """
    text = f"{value:z.{places}f}".replace("-", "−")
    return t(fr=text.replace(".", ","), en=text)


def whole(value: float) -> str:
    """Return a number without decimals, with its thousands apart."""
    text = f"{round(value):,}"
    return t(fr=text.replace(",", "\N{NO-BREAK SPACE}"), en=text)


def figure_separators() -> str:
    """Return the reader's decimal and thousands separators, for the layout of a plotly figure."""
    return t(fr=",\N{NARROW NO-BREAK SPACE}", en=".,")


def size(count: int) -> str:
    """Return a number of bytes in a fitting unit (decimal prefixes)."""
    if count < 1000:
        return t(fr=f"{count} octets", en=f"{count} bytes")
    if count < 1_000_000:
        return t(fr=f"{decimal(count / 1000)} ko", en=f"{decimal(count / 1000)} kB")
    return t(fr=f"{decimal(count / 1e6)} Mo", en=f"{decimal(count / 1e6)} MB")
