"""The one configuration that every Jupyter program of the campus reads: Lab, nbgrader and the Hub.

Jupyter finds it by ``JUPYTER_CONFIG_PATH``, which `campus5g start` sets. An author who works
without the site writes ``JUPYTER_CONFIG_PATH=. jupyter lab``.
"""

from campus5g.site.configuration import configure

configure(get_config())  # type: ignore[name-defined]  # noqa: F821 -- given by traitlets
