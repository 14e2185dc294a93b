"""The settings of a classroom server: ``classroom.yaml`` in the data folder."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from campus5g.manifest import Part, load_manifest


class ClassroomSettings(Part):
    """OS users, and each person's share of the machine."""

    site_user: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")] = "campus5g"
    """OS user of the portal, of grading and of pooled kits; created at the first start."""
    os_user_prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,7}-$")] = "c5g-"
    """Prefix of the names of people's OS users. Two sites on one machine need two prefixes."""
    first_uid: Annotated[int, Field(ge=1000, le=50_000)] = 20_000
    """People's user numbers start here and are never reused. Two sites need separate ranges."""
    idle_minutes: Annotated[float, Field(gt=0)] = 90
    """Idle time after which a server is stopped: longer than a talk between two exercises."""
    memory_limit_mib: Annotated[int, Field(ge=256)] = 1024
    """Of a server with its kernels: four times a lab's use in ``docs/explanation/capacity.md``."""
    disk_limit_mib: Annotated[int, Field(ge=100)] = 2048
    """Of a person's files, wherever they write: a lab with its captures takes some tens."""
    cpu_limit: Annotated[float, Field(gt=0)] = 2.0
    """Processors that one server may keep busy; enforced where systemd runs."""


def load_classroom_settings(file: Path) -> ClassroomSettings:
    """Read the settings; the defaults if the file does not exist.

    Raises:
        ManifestError: the file can't be read, or contradicts itself.
    """
    if not file.exists():
        return ClassroomSettings()
    return load_manifest(file, ClassroomSettings)
