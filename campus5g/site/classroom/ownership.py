"""Ownership and modes in the data folder of a classroom server.

The folder is root's, and others may pass through. Below it, each folder is for its owner only; the
site's group reads homes and progress.
"""

import os
import pwd
import stat
from contextlib import suppress
from pathlib import Path

from campus5g.authoring.cohorts.exchange import close_to_learners, open_to_learners
from campus5g.draw import own_secret
from campus5g.site.deployment import load_deployment
from campus5g.site.folders import SiteFolders

PASS_THROUGH = 0o711
_ITS_GROUP_READS = 0o2750
_SITES_ALONE = 0o2770
# nbgrader's sign that an exchange is shared by groups, and people's servers write elsewhere in it.
_SHARED_EXCHANGE = 0o2755


def prepare_data(folders: SiteFolders, site: pwd.struct_passwd) -> None:
    """Give every part of a data folder its owner; files in an old layout are moved."""
    folders.data.chmod(PASS_THROUGH)
    for file in folders.data.iterdir():
        if file.is_file() and not file.is_symlink():
            file.chmod(0o600)
    _make(folders.portal, site, 0o700)
    for file in folders.data.glob("records.sqlite*"):
        file.rename(folders.portal / file.name)
    _give_all(folders.portal, site.pw_uid, site.pw_gid)
    own_secret(folders.data)
    # The portal grades with it; people's servers get their own key from the Hub, which is root.
    os.chown(folders.draw_secret, site.pw_uid, site.pw_gid)
    _make(folders.homes, None, PASS_THROUGH)
    is_sent = load_deployment(folders.deployment).progress == "portal"
    _make(folders.progress, site if is_sent else None, PASS_THROUGH)
    if is_sent:
        _give_all(folders.progress, site.pw_uid, site.pw_gid)
    _make(folders.cohorts, site, PASS_THROUGH)
    _make(folders.exchange, site, _SHARED_EXCHANGE)
    for place in (folders.cohorts, folders.exchange):
        _give_what_is_roots(place, site)
    by_exchange = load_deployment(folders.deployment).hand_in == "exchange"
    for inbound in folders.exchange.glob("*/inbound"):
        open_to_learners(inbound) if by_exchange else close_to_learners(inbound)
    for name, mode in (("work", 0o700), ("gateways", 0o700), ("kits", 0o700)):
        _make(folders.data / name, site, mode)
    # Locks that root made while the site had no OS users.
    _give_all(folders.work, site.pw_uid, site.pw_gid)
    for name in ("kit-keys", "kit-health", "pool"):
        _make(folders.data / name, site, 0o755)


def make_private_home(
    folders: SiteFolders, account: str, user: pwd.struct_passwd, site: pwd.struct_passwd
) -> None:
    """Create a person's home, which the site's group reads.

    Beside it their file of progress, unless their server sends it to the portal.

    Args:
        folders: the site's.
        account: the person's.
        user: their OS user.
        site: the site's own OS user, whose group reads it.
    """
    home = folders.homes / account
    home.mkdir(exist_ok=True)
    # Restored from a backup, or of a site that had no OS users: all of it is root's.
    if home.stat().st_uid != user.pw_uid:
        _give_all(home, user.pw_uid, site.pw_gid)
    home.chmod(_ITS_GROUP_READS)
    if load_deployment(folders.deployment).progress == "portal":
        # The portal writes what the person's server sends; the server keeps its own in the home.
        return
    progress = folders.progress / f"{account}.jsonl"
    progress.touch(mode=0o640)
    os.chown(progress, user.pw_uid, site.pw_gid)
    progress.chmod(0o640)


def _make(folder: Path, owner: pwd.struct_passwd | None, mode: int) -> None:
    folder.mkdir(exist_ok=True)
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(mode)


def _give_what_is_roots(place: Path, site: pwd.struct_passwd) -> None:
    """Give the site the files of a restored backup or of a site without OS users, once."""
    for folder in place.iterdir():
        if folder.lstat().st_uid == 0:
            _give_all(folder, site.pw_uid, site.pw_gid)
            if place.stat().st_mode & stat.S_ISGID:
                continue
            folder.chmod(_SITES_ALONE)


def _give_all(folder: Path, uid: int, gid: int) -> None:
    for _, folders, files, here in os.fwalk(folder):
        os.fchown(here, uid, gid)
        for name in (*folders, *files):
            # Journals and drafts may disappear meanwhile.
            with suppress(FileNotFoundError):
                os.chown(name, uid, gid, dir_fd=here, follow_symlinks=False)
