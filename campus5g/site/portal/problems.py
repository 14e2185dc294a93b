"""Why a page is not shown."""


class NotSignedInError(Exception):
    """The browser must sign in at the Hub first."""


class NotFoundError(Exception):
    """A thing does not exist, or the person may not see it: the two look the same."""


class ForbiddenError(Exception):
    """The page is not for people of this role."""


class NotJoinedError(Exception):
    """Nobody has joined a vote from this browser, or that vote has ended."""


class UnreadableError(Exception):
    """An address or a form with characters that nobody can read or type."""


class ForgedError(Exception):
    """A form that did not come from this site, or was loaded too long ago."""
