"""What can go wrong between a notebook and its kit."""

from campus5g.errors import CampusError


class KitError(CampusError):
    """A kit that does not answer, refuses, or is asked for something it does not have."""
