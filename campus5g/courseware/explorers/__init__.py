"""Explorers: a prediction, then a model that the learner tries by hand.

Each is a model, a pure function in `models`, and a widget that shows it. A notebook calls them
by one line: ``explorers.technology_map()``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer
    from campus5g.courseware.explorers.situations import SituationId
    from campus5g.courseware.explorers.technology_map_view import Question

__all__ = ["network_spider", "technology_map"]


def technology_map(
    start: "SituationId" = "coil-stack", question: "Question" = "which-network"
) -> "Explorer":
    """Return the explorer "from need to network".

    Args:
        start: the situation that it opens with.
        question: what the learner predicts: the network to choose, or what stops Wi-Fi first.
    """
    # The models are read without the widgets.
    from campus5g.courseware.explorers import technology_map_view as view

    return view.technology_map(start, question)


def network_spider() -> "Explorer":
    """Return the explorer that compares five networks."""
    from campus5g.courseware.explorers import network_spider_view as view

    return view.network_spider()
