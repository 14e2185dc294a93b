"""The plate that a camera reads, as several scenes show it."""

from campus5g.language import t


def plate_lines() -> list[str]:
    """Return what is stamped on the plate of an invented pump."""
    return [
        t(fr="POMPE P-214 B", en="PUMP P-214 B"),
        t(fr="2950 TR/MIN", en="2950 RPM"),
        t(fr="6,3 BAR", en="6.3 BAR"),
    ]
