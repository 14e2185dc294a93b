"""What one person's server may take, wherever it runs."""

from typing import Annotated

from pydantic import Field

from campus5g.manifest import Part


class ServerLimits(Part):
    """Each person's share of the machine, or of the cluster."""

    idle_minutes: Annotated[float, Field(gt=0)] = 90
    """Idle time after which a server is stopped: longer than a talk between two exercises."""
    memory_limit_mib: Annotated[int, Field(ge=256)] = 1024
    """Of a server with its kernels: four times a lab's use in ``docs/explanation/capacity.md``."""
    disk_limit_mib: Annotated[int, Field(ge=100)] = 2048
    """Of a person's files, wherever they write: a lab with its captures takes some tens."""
    cpu_limit: Annotated[float, Field(gt=0)] = 2.0
    """Processors that one server may keep busy."""
