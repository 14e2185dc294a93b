"""A person's server in a pod: ``python -m campus5g.site.pods``, with what the Hub set for it.

Elsewhere the Hub makes homes and settings, on a disk that it shares with the servers.
"""

import os
import sys

from campus5g.language import current_language
from campus5g.places import data_folder
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Account
from campus5g.site.folders import SiteFolders
from campus5g.site.servers.homes import make_home
from campus5g.site.servers.lab_settings import write_all_lab_settings


def settle_in(folders: SiteFolders, account: Account) -> None:
    """Make the folders that a server finds on a disk that it shares with its site.

    Args:
        folders: of this pod.
        account: the server's owner.
    """
    make_home(folders, account)
    write_all_lab_settings(folders)
    # nbgrader wants it writable; what is in it, the portal has.
    folders.exchange.mkdir(exist_ok=True)


def main() -> None:
    """Settle in, then become the server."""
    role = surroundings.role()
    if role is None:
        sys.exit("Only the Hub of a site starts servers in pods.")
    account = Account(os.environ["JUPYTERHUB_USER"], role, current_language())
    settle_in(SiteFolders(data_folder()), account)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser"])  # noqa: S606


if __name__ == "__main__":
    main()
