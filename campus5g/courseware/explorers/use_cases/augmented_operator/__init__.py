"""The explorers of the module *augmented-operator*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["frozen_call", "lone_worker", "readable_plate", "sliding_mark"]


def readable_plate() -> "Explorer":
    """Return the explorer "can the plate be read?"."""
    from campus5g.courseware.explorers.use_cases.augmented_operator.readable_plate import view

    return view.readable_plate()


def frozen_call() -> "Explorer":
    """Return the explorer "eight calls at the edge of the cell"."""
    from campus5g.courseware.explorers.use_cases.augmented_operator.frozen_call import view

    return view.frozen_call()


def sliding_mark() -> "Explorer":
    """Return the explorer "a mark that slips off its valve"."""
    from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark import view

    return view.sliding_mark()


def lone_worker() -> "Explorer":
    """Return the explorer "alone, until the end of the shift"."""
    from campus5g.courseware.explorers.use_cases.augmented_operator.lone_worker import view

    return view.lone_worker()
