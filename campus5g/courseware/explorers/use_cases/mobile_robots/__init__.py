"""The explorers of the module *mobile-robots*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer
    from campus5g.courseware.explorers.use_cases.mobile_robots.stopping_distance.view import (
        StopQuestion,
    )

__all__ = ["driven_track", "fleet_in_a_cell", "stopping_distance"]


def driven_track() -> "Explorer":
    """Return the explorer of a measured ride: place by place, levels, delays and silences."""
    from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track import view

    return view.driven_track()


def fleet_in_a_cell() -> "Explorer":
    """Return the explorer of a fleet in one cell: states, cameras, and what the cell carries."""
    from campus5g.courseware.explorers.use_cases.mobile_robots.fleet_in_a_cell import view

    return view.fleet_in_a_cell()


def stopping_distance(question: "StopQuestion" = "who-stops") -> "Explorer":
    """Return the explorer of a vehicle's stopping distance and of who stops it.

    Args:
        question: what the learner predicts: what stops a vehicle whose network is cut, or which
            part of the distance is the longest.
    """
    from campus5g.courseware.explorers.use_cases.mobile_robots.stopping_distance import view

    return view.stopping_distance(question)
