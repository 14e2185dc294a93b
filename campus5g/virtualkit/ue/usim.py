"""The USIM: checks the network, answers its challenge, derives keys (TS 33.102, 6.3.3)."""

from dataclasses import dataclass
from random import Random

from campus5g.virtualkit.codecs.identities import Plmn, Scheme, Suci, encode_msin
from campus5g.virtualkit.security.concealment import PROFILES, ProfileName, conceal
from campus5g.virtualkit.security.milenage import Milenage, xor

_RESYNC_AMF_FIELD = bytes(2)


class MacFailureError(Exception):
    """MAC failure: the challenge was not generated with this USIM's key."""


class SynchFailureError(Exception):
    """Synchronisation failure: the challenge is genuine but not fresh; `auts` resynchronises."""

    def __init__(self, auts: bytes) -> None:
        super().__init__("sequence number out of range")
        self.auts = auts


@dataclass(frozen=True)
class SimAnswer:
    """The USIM's response to a genuine challenge."""

    res: bytes
    ck: bytes
    ik: bytes


@dataclass(frozen=True)
class ConcealmentKey:
    """The home network public key for SUCI concealment (TS 31.102, 4.4.11.8)."""

    profile: ProfileName
    key_id: int
    public_key: bytes


_SCHEMES: dict[ProfileName, Scheme] = {"A": Scheme.PROFILE_A, "B": Scheme.PROFILE_B}


class Usim:
    """A USIM.

    Args:
        imsi: the IMSI's digits.
        k, opc: the subscriber's key and the operator's constant, 16 bytes each.
        sequence: the highest sequence number that it has accepted so far.
        home_key: the home network's public key; without it the IMSI is sent in clear.
        random: generates ephemeral keys; only used with a home key.
    """

    def __init__(
        self,
        imsi: str,
        k: bytes,
        opc: bytes,
        *,
        sequence: int = 0,
        home_key: ConcealmentKey | None = None,
        random: Random | None = None,
    ) -> None:
        self.imsi = imsi
        self._milenage = Milenage(k, opc)
        self._highest_sequence = sequence
        self._home_key = home_key
        self._random = random or Random()  # noqa: S311 - an emulation

    def suci(self, home: Plmn) -> Suci:
        """Return a fresh SUCI.

        Raises:
            ConcealmentError: when the home network's key is not one of its profile.
        """
        msin = encode_msin(self.imsi[len(home.mcc + home.mnc) :])
        key = self._home_key
        if key is None:
            return Suci(home, msin)
        output = conceal(PROFILES[key.profile], key.public_key, msin, self._random.randbytes(32))
        return Suci(home, output, _SCHEMES[key.profile], key.key_id)

    def authenticate(self, rand: bytes, autn: bytes) -> SimAnswer:
        """Answer a challenge.

        Raises:
            MacFailureError: when the network doesn't know this USIM's key.
            SynchFailureError: when the challenge is an old one.
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
