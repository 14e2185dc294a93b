"""The one configuration that every Jupyter program of the campus reads: Lab, nbgrader and the Hub.

`./campus` links it into ``.venv/etc/jupyter``, and the Hub finds it by ``JUPYTER_CONFIG_PATH``.
"""

from campus5g.site.configuration import configure

configure(get_config())  # type: ignore[name-defined]  # noqa: F821 -- given by traitlets
