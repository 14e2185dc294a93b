"""The addresses of a virtual device for real programs."""

from dataclasses import dataclass

from campus5g.language import t


@dataclass(frozen=True)
class DevicePrograms:
    """Three loopback addresses of this host.

    Args:
        reached_at: where programs of the site reach the device.
        serves_at: where the device's own programs listen.
        reaches_site_at: where the device's own programs reach the site.
    """

    reached_at: str
    serves_at: str
    reaches_site_at: str

    def __repr__(self) -> str:
        return t(
            fr=f"joint en {self.reached_at} ; ses programmes écoutent sur {self.serves_at} et "
            f"joignent le site en {self.reaches_site_at}",
            en=f"reached at {self.reached_at}; its programs listen on {self.serves_at} and reach "
            f"the site at {self.reaches_site_at}",
        )
