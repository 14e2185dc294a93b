"""The explorers of the module *port-logistics*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer
    from campus5g.courseware.explorers.use_cases.port_logistics.quay.view import QuayQuestion

__all__ = ["quay", "quay_uplink", "stacked_yard"]


def quay(question: "QuayQuestion" = "two-more-carriers") -> "Explorer":
    """Return the explorer of a container quay: cranes, carriers, yard and network outages.

    Args:
        question: what the learner predicts: what two more carriers bring, or what the end of all
            outages brings.
    """
    from campus5g.courseware.explorers.use_cases.port_logistics.quay import view

    return view.quay_explorer(question)


def stacked_yard() -> "Explorer":
    """Return the explorer of a terminal's coverage, as ship and stacks change by the hour."""
    from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard import view

    return view.stacked_yard_explorer()


def quay_uplink() -> "Explorer":
    """Return the explorer of the uplink: remote cranes' video and everybody's photos at once."""
    from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink import view

    return view.quay_uplink_explorer()
