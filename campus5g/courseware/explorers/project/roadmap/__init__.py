"""The explorers of the module *roadmap*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["acceptance_gate", "frozen_calendar", "on_call"]


def acceptance_gate() -> "Explorer":
    """Return the explorer of an acceptance trial that may take the wrong network."""
    from campus5g.courseware.explorers.project.roadmap.acceptance_gate import view

    return view.acceptance_gate()


def frozen_calendar() -> "Explorer":
    """Return the explorer of a migration through the weeks, with freezes and a way back."""
    from campus5g.courseware.explorers.project.roadmap.frozen_calendar import view

    return view.frozen_calendar()


def on_call() -> "Explorer":
    """Return the explorer of failures, spares and who answers, against availability."""
    from campus5g.courseware.explorers.project.roadmap.on_call import view

    return view.on_call()
