"""The training site: a JupyterHub with accounts, a demo cohort, and nbgrader by role."""

from campus5g.site.run import start

__all__ = ["start"]
