"""The explorers of the module *business-case*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipywidgets import HTML

    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["break_even_area", "five_year_cost", "five_year_draws", "tipping_point"]


def five_year_cost() -> "Explorer | HTML":
    """Return the explorer of what three networks cost; a note if the prices are missing."""
    from campus5g.courseware.explorers.project.business_case.five_year_cost import view

    return view.five_year_cost()


def break_even_area() -> "Explorer | HTML":
    """Return the map of the cheapest network; a note if the prices are missing."""
    from campus5g.courseware.explorers.project.business_case.break_even_area import view

    return view.break_even_area()


def five_year_draws() -> "Explorer":
    """Return the explorer that draws a project 10,000 times."""
    from campus5g.courseware.explorers.project.business_case.five_year_draws import view

    return view.five_year_draws()


def tipping_point() -> "Explorer":
    """Return the explorer that finds the assumption on which a project depends."""
    from campus5g.courseware.explorers.project.business_case.tipping_point import view

    return view.tipping_point()
