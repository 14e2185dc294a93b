"""The name by which the Hub's pages greet a person."""

from campus5g.places import data_folder
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.language import Named
from campus5g.site.records.database import Database


def shown_name_of(user: Named | None) -> str:
    """Return the person's own name for a Hub user; empty for a person who is not known yet."""
    if user is None:
        return ""
    return Accounts(Database.of_site(SiteFolders(data_folder()).records)).shown_name(user.name)
