"""Observers of the messages that the AMF receives and sends."""

from campus5g.virtualkit.codecs.nas import MmMessage
from campus5g.virtualkit.codecs.ngap import NgapMessage, UeIds


class AmfObserver:
    """Observes the AMF's messages; each method does nothing unless overridden."""

    def gnb_admitted(self, request: NgapMessage) -> None:
        """Observe the NG SETUP REQUEST of a gNB that was admitted."""

    def nas_received(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        """Observe a NAS message from a UE, deciphered."""

    def nas_sent(self, ids: UeIds, message: MmMessage) -> None:
        """Observe a NAS message to a UE, before ciphering."""

    def context_moved(self, before: UeIds, after: UeIds) -> None:
        """Observe that a UE was handed over to another gNB."""

    def context_released(self, ids: UeIds) -> None:
        """Observe that a UE's connection was released."""
