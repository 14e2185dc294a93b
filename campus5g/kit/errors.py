"""The errors between a notebook and its kit."""

from campus5g.errors import CampusError


class KitError(CampusError):
    """A kit does not answer, refuses, or does not have what is asked for."""
