"""The explorers of the module *choosing-connectivity*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["battery_life", "weighted_choice"]


def weighted_choice() -> "Explorer":
    """Return the explorer of a weighted choice, and of the weight that tips it."""
    from campus5g.courseware.explorers.project.choosing_connectivity.weighted_choice import view

    return view.weighted_choice()


def battery_life() -> "Explorer":
    """Return the explorer of a device's battery, from figures of its data sheet."""
    from campus5g.courseware.explorers.project.choosing_connectivity.battery_life import view

    return view.battery_life()
