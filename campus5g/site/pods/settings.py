"""The settings of pods: ``pods`` in ``deployment.yaml``."""

from campus5g.site.servers.limits import ServerLimits


class PodSettings(ServerLimits):
    """Each person's share of the cluster, and where files are."""

    storage_class: str = ""
    """Of people's homes; the cluster's default if empty."""
    courses_claim: str = ""
    """The portal's volume, if pods of any node may have it: then trainers have a server for each
    group, with the files of its course."""
