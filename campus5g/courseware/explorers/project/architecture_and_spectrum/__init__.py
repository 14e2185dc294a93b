"""The explorers of the module *architecture-and-spectrum*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["fence_plan", "fibre_cut", "neighbour_frames", "network_designs"]


def network_designs() -> "Explorer":
    """Return the explorer that shows what leaves the site in each of four designs."""
    from campus5g.courseware.explorers.project.architecture_and_spectrum.network_designs import view

    return view.network_designs()


def fibre_cut() -> "Explorer":
    """Return the explorer of the hours after the fibre to the operator is cut."""
    from campus5g.courseware.explorers.project.architecture_and_spectrum.fibre_cut import view

    return view.fibre_cut()


def fence_plan() -> "Explorer":
    """Return the explorer of a building that the learner draws, and the level at the fence."""
    from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan import view

    return view.fence_plan()


def neighbour_frames() -> "Explorer":
    """Return the explorer of two networks on either side of a basin, in step or not."""
    from campus5g.courseware.explorers.project.architecture_and_spectrum.neighbour_frames import (
        view,
    )

    return view.neighbour_frames()
