"""The explorers of the module *needs*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["peak_by_area", "requirement_blanks", "trial_length", "wish_price"]


def requirement_blanks() -> "Explorer":
    """Return the explorer that fills a requirement's blanks, and shows who still complies."""
    from campus5g.courseware.explorers.project.needs.requirement_blanks import view

    return view.requirement_blanks()


def peak_by_area() -> "Explorer":
    """Return the explorer that adds up what is sent, hour by hour and area by area."""
    from campus5g.courseware.explorers.project.needs.peak_by_area import view

    return view.peak_by_area()


def trial_length() -> "Explorer":
    """Return the explorer of how many messages show a share, and how long that takes."""
    from campus5g.courseware.explorers.project.needs.trial_length import view

    return view.trial_length()


def wish_price() -> "Explorer":
    """Return the explorer of the networks that a wish leaves."""
    from campus5g.courseware.explorers.project.needs.wish_price import view

    return view.wish_price()
