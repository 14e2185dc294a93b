"""Who learns what the AMF hears and says."""

from campus5g.virtualkit.codecs.nas import MmMessage
from campus5g.virtualkit.codecs.ngap import NgapMessage, UeIds


class AmfObserver:
    """Learns what the AMF hears and says; each method does nothing until it is overridden."""

    def gnb_admitted(self, request: NgapMessage) -> None:
        """Take the NG setup request of a gNB that was let in."""

    def nas_heard(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        """Take a NAS message from a UE, deciphered."""

    def nas_said(self, ids: UeIds, message: MmMessage) -> None:
        """Take a NAS message to a UE, before it is ciphered."""

    def context_moved(self, before: UeIds, after: UeIds) -> None:
        """Take the news that a UE is with another gNB."""

    def context_released(self, ids: UeIds) -> None:
        """Take the news that a UE is no longer connected."""
