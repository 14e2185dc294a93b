"""The settings of a classroom server: ``classroom.yaml`` in the data folder."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from campus5g.manifest import load_manifest
from campus5g.site.servers.limits import ServerLimits


class ClassroomSettings(ServerLimits):
    """OS users, and each person's share of the machine: the CPU limit holds where systemd runs."""

    site_user: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")] = "campus5g"
    """OS user of the portal, of grading and of pooled kits; created at the first start."""
    os_user_prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,7}-$")] = "c5g-"
    """Prefix of the names of people's OS users. Two sites on one machine need two prefixes."""
    first_uid: Annotated[int, Field(ge=1000, le=50_000)] = 20_000
    """People's user numbers start here and are never reused. Two sites need separate ranges."""


def load_classroom_settings(file: Path) -> ClassroomSettings:
    """Read the settings; the defaults if the file does not exist.

    Raises:
        ManifestError: the file can't be read, or contradicts itself.
    """
    if not file.exists():
        return ClassroomSettings()
    return load_manifest(file, ClassroomSettings)
