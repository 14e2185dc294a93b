"""The one configuration that every Jupyter program of the campus reads: Lab, nbgrader and the Hub.

The site's programs find it by ``JUPYTER_CONFIG_PATH``. For those that people start by hand it lies
in the environment's ``etc/jupyter`` too: a wheel puts it there, `./campus` links it. Without it
``nbgrader autograde`` would run what learners handed in outside the sandbox.
"""

from campus5g.site.configuration import configure

configure(get_config())  # type: ignore[name-defined]  # noqa: F821 -- given by traitlets
