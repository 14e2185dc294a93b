"""The one configuration that every Jupyter program of the campus reads: Lab, nbgrader and the Hub."""

from campus5g.site.configuration import configure

configure(get_config())  # type: ignore[name-defined]  # noqa: F821 -- given by traitlets
