"""The explorers of the module *energy*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipywidgets import HTML

    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["load_curve", "reaction_ladder", "saving_proof", "shift_batch"]


def load_curve() -> "Explorer | HTML":
    """Return the explorer of a measured load, read by six steps; a note if its data is missing."""
    from campus5g.courseware.explorers.use_cases.energy.load_curve import view

    return view.load_curve()


def shift_batch() -> "Explorer | HTML":
    """Return the explorer that moves a batch over the day; a note if its data is missing."""
    from campus5g.courseware.explorers.use_cases.energy.shift_batch import view

    return view.shift_batch()


def reaction_ladder() -> "Explorer":
    """Return the explorer that runs a reaction against the clock, over the chosen network."""
    from campus5g.courseware.explorers.use_cases.energy.reaction_ladder import view

    return view.reaction_ladder()


def saving_proof() -> "Explorer | HTML":
    """Return the explorer that sets a saving against a baseline; a note if its data is missing."""
    from campus5g.courseware.explorers.use_cases.energy.saving_proof import view

    return view.saving_proof()
