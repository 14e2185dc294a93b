"""The home network: subscribers and authentication vectors (TS 33.501, 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from campus5g.virtualkit.codecs.identities import Scheme, Suci
from campus5g.virtualkit.codecs.nas import Cause
from campus5g.virtualkit.scenarios.scenario import HomeNetworkKey, Subscriber
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.security.concealment import PROFILES, ConcealmentError, ProfileName, reveal
from campus5g.virtualkit.security.milenage import Milenage, xor

_AMF_FIELD = b"\x80\x00"
_RESYNC_AMF_FIELD = bytes(2)
_SEQUENCE_STEP = 32
_IMEI_DIGITS = 14
"""Type allocation code and serial number (TS 23.003, 6.2.1)."""


@dataclass(frozen=True)
class Vector:
    """A 5G HE authentication vector: RAND, AUTN, XRES* and K_AUSF."""

    rand: bytes
    autn: bytes
    xres_star: bytes
    k_ausf: bytes


_PROFILES: dict[Scheme, ProfileName] = {Scheme.PROFILE_A: "A", Scheme.PROFILE_B: "B"}


class Udm:
    """AUSF, UDM and SIDF in one.

    Args:
        subscribers: by SUPI (the IMSI's digits).
        network: the serving network name.
        random: generates RAND.
        home_keys: the home network's private keys, by key identifier.
    """

    def __init__(
        self,
        subscribers: Mapping[str, Subscriber],
        network: bytes,
        random: Random,
        home_keys: Mapping[int, HomeNetworkKey] | None = None,
    ) -> None:
        self._subscribers = subscribers
        self._network = network
        self._random = random
        self.home_keys: Mapping[int, HomeNetworkKey] = home_keys or {}
        self._sequences: dict[str, int] = dict.fromkeys(subscribers, 0)
        self.barred: set[str] = set()
        """SUPIs that are admitted no more."""
        self.equipment: dict[str, str] = {}
        """The IMEISV that a SUPI is bound to, as an EIR would check it (TS 23.502, 4.7)."""

    def provision(self, subscribers: Mapping[str, Subscriber]) -> None:
        """Replace the subscribers; sequence numbers continue where they were."""
        self._subscribers = subscribers
        self._sequences = dict.fromkeys(subscribers, 0) | self._sequences

    def subscriber(self, supi: str) -> Subscriber | None:
        """Return a subscriber's data."""
        return self._subscribers.get(supi)

    def refusal(self, supi: str, imeisv: str) -> int | None:
        """Return the 5GMM cause that a subscriber's registration is rejected with, if it is.

        Args:
            supi: the subscriber.
            imeisv: the equipment that the SIM is in; its software version does not matter.
        """
        if supi in self.barred:
            return Cause.SERVICES_NOT_ALLOWED
        subscriber, own = self._subscribers.get(supi), self.equipment.get(supi)
        if subscriber is not None and subscriber.refused_with_cause is not None:
            return subscriber.refused_with_cause
        if own is not None and own[:_IMEI_DIGITS] != imeisv[:_IMEI_DIGITS]:
            return Cause.ILLEGAL_ME
        return None

    def supi(self, suci: Suci) -> str:
        """Return the SUPI that a SUCI conceals (TS 33.501, 6.12.4).

        Raises:
            ConcealmentError: when the key is unknown, or not the one the SUCI is concealed for.
        """
        if suci.scheme is Scheme.NULL:
            return suci.supi(suci.output)
        key = self.home_keys.get(suci.key_id)
        profile = _PROFILES[suci.scheme]
        if key is None or key.profile != profile:
            raise ConcealmentError(f"no home network key {suci.key_id} of profile {profile}")
        return suci.supi(reveal(PROFILES[profile], key.private_key, suci.output))

    def challenge(self, supi: str) -> Vector:
        """Generate a subscriber's next authentication vector."""
        self._sequences[supi] += _SEQUENCE_STEP
        sqn = self._sequences[supi].to_bytes(6)
        rand = self._random.randbytes(16)
        milenage = self._milenage(supi)
        answer = milenage.f2345(rand)
        concealed = xor(sqn, answer.ak)
        autn = concealed + _AMF_FIELD + milenage.f1(rand, sqn, _AMF_FIELD)
        return Vector(
            rand,
            autn,
            keys.res_star(answer.ck, answer.ik, self._network, rand, answer.res),
            keys.k_ausf(answer.ck, answer.ik, self._network, concealed),
        )

    def resynchronise(self, supi: str, rand: bytes, auts: bytes) -> bool:
        """Adopt the SIM's sequence number from AUTS; return whether it was adopted.

        It is not when its MAC-S is invalid, or when it can't be stored.
        """
        milenage = self._milenage(supi)
        sqn = xor(auts[:6], milenage.f5_star(rand))
        if milenage.f1_star(rand, sqn, _RESYNC_AMF_FIELD) != auts[6:]:
            return False
        if not self._subscribers[supi].resynchronises:
            return False
        self._sequences[supi] = int.from_bytes(sqn)
        return True

    def rewind(self, supi: str) -> None:
        """Reset a subscriber's sequence number, which the SIM still remembers."""
        self._sequences[supi] = 0

    def _milenage(self, supi: str) -> Milenage:
        subscriber = self._subscribers[supi]
        return Milenage(subscriber.k, subscriber.opc)
