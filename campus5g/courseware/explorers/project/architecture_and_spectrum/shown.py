"""Names that the explorers of this module share, in the reader's language."""

from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    ASSETS,
    DESIGNS,
    Asset,
    Design,
    DesignId,
    Place,
)
from campus5g.courseware.explorers.words import NO_BREAK
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)


def design_name(design: DesignId) -> str:
    """Return the display name of a design."""
    return _WORDS.text("design", design)


def asset_name(asset: Asset) -> str:
    """Return the display name of what may leave the site."""
    return _WORDS.text("asset", asset)


def place_name(place: Place) -> str:
    """Return where a part stands."""
    return _WORDS.text("place", place)


def owner_name(place: Place) -> str:
    """Return who owns a part."""
    return _WORDS.text("owner", place)


def leaving(design: Design) -> str:
    """Return what leaves the site, as a list in words."""
    names = [asset_name(asset) for asset in ASSETS if asset in design.leaves]
    if not names:
        return t(fr="rien", en="nothing")
    if len(names) == 1:
        return names[0]
    return t(fr=" et ", en=" and ").join((", ".join(names[:-1]), names[-1]))


def design_rows() -> list[list[str]]:
    """Return a row a design: where its parts stand, and what leaves the site."""
    return [
        [
            design_name(name),
            owner_name(each.antennas_of),
            place_name(each.user_plane),
            place_name(each.control),
            place_name(each.subscribers),
            leaving(each),
        ]
        for name, each in DESIGNS.items()
    ]


def design_heads() -> list[str]:
    """Return the heads of `design_rows`."""
    return [
        t(fr="Architecture", en="Design"),
        t(fr="Antennes à", en="Antennas of"),
        t(fr="UPF", en="UPF location"),
        t(fr="AMF et SMF", en="AMF and SMF"),
        t(fr="Abonnés", en="Subscribers"),
        t(fr="Ce qui sort", en="What leaves"),
    ]


def dbm(level: float) -> str:
    """Return a level in dBm, with a minus sign."""
    return f"{level:.0f}".replace("-", "−") + f"{NO_BREAK}dBm"
