"""The SIM: it checks the network, answers its challenge and hands out keys (TS 33.102, 6.3.3)."""

from dataclasses import dataclass

from campus5g.virtualkit.milenage import Milenage, xor

_RESYNC_AMF_FIELD = bytes(2)


class MacFailureError(Exception):
    """The challenge was not made with this SIM's key."""


class SynchFailureError(Exception):
    """The challenge is genuine but not new; `auts` lets the network catch up."""

    def __init__(self, auts: bytes) -> None:
        super().__init__("sequence number out of range")
        self.auts = auts


@dataclass(frozen=True)
class SimAnswer:
    """What the SIM gives for a genuine challenge."""

    res: bytes
    ck: bytes
    ik: bytes


class Usim:
    """One SIM card.

    Parameters:
        imsi: the subscriber's name.
        k, opc: the keys, 16 bytes each.
    """

    def __init__(self, imsi: str, k: bytes, opc: bytes) -> None:
        self.imsi = imsi
        self._milenage = Milenage(k, opc)
        self._highest_sequence = 0

    def authenticate(self, rand: bytes, autn: bytes) -> SimAnswer:
        """Answer a challenge.

        Raises:
            MacFailureError: the network does not know this SIM's key.
            SynchFailureError: the challenge is an old one.
        """
        answer = self._milenage.f2345(rand)
        sqn = xor(autn[:6], answer.ak)
        if self._milenage.f1(rand, sqn, autn[6:8]) != autn[8:]:
            raise MacFailureError
        sequence = int.from_bytes(sqn)
        if sequence <= self._highest_sequence:
            raise SynchFailureError(self._auts(rand))
        self._highest_sequence = sequence
        return SimAnswer(answer.res, answer.ck, answer.ik)

    def _auts(self, rand: bytes) -> bytes:
        own = self._highest_sequence.to_bytes(6)
        mac = self._milenage.f1_star(rand, own, _RESYNC_AMF_FIELD)
        return xor(own, self._milenage.f5_star(rand)) + mac
