"""What a classroom server needs before its Hub starts."""

import os

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import HOUSE
from campus5g.site.classroom.doctor import examine_for_classroom
from campus5g.site.classroom.os_users import ensure_site_user
from campus5g.site.classroom.ownership import prepare_data
from campus5g.site.classroom.settings import load_classroom_settings
from campus5g.site.classroom.sources import close_sources
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.gradebooks import move_in_known
from campus5g.site.servers.lab_settings import write_all_lab_settings


def prepare_classroom(folders: SiteFolders) -> None:
    """Create the site's OS user, close the sources, and give every part of the data its owner.

    Raises:
        CampusError: this is not root, the machine lacks what `campus5g doctor --classroom` asks
            for, the settings are wrong, learners could read the sources, or the system refuses.
    """
    if os.geteuid() != 0:
        raise CampusError(
            t(
                fr="Un serveur de classe crée des utilisateurs système : seul root le peut.",
                en="A classroom server creates OS users, and only root can do that.",
            ),
            t(
                fr="Lancez-le en root (unité systemd), ou sans --classroom pour essayer.",
                en="Start it as root (a systemd unit), or without --classroom to try out the site.",
            ),
        )
    for finding in examine_for_classroom(folders.data):
        # What would otherwise be a server that never answers is said before anything starts.
        if finding.level == "failure":
            raise CampusError(
                t(
                    fr=f"Cette machine ne peut pas servir une classe : {finding.detail}.",
                    en=f"This machine can’t serve a classroom: {finding.detail}.",
                ),
                finding.remedy,
            )
    settings = load_classroom_settings(folders.classroom_settings)
    write_all_lab_settings(folders)
    database = Database.of_site(folders.records)
    database.upgrade()
    move_in_known(folders, database)
    # Its file is moved the first time.
    database.close()
    site_user = ensure_site_user(settings.site_user, folders.portal)
    close_sources(HOUSE, folders.data, site_user.pw_name)
    prepare_data(folders, site_user)
