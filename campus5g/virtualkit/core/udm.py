"""The home network's part: subscribers and authentication vectors (TS 33.501, 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from campus5g.virtualkit.codecs.identities import Scheme, Suci
from campus5g.virtualkit.scenarios.scenario import HomeNetworkKey, Subscriber
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.security.concealment import PROFILES, ConcealmentError, ProfileName, reveal
from campus5g.virtualkit.security.milenage import Milenage, xor

_AMF_FIELD = b"\x80\x00"
_RESYNC_AMF_FIELD = bytes(2)
_SEQUENCE_STEP = 32


@dataclass(frozen=True)
class Vector:
    """A challenge, the answer to it, and the key that both sides then share."""

    rand: bytes
    autn: bytes
    xres_star: bytes
    k_ausf: bytes


_PROFILES: dict[Scheme, ProfileName] = {Scheme.PROFILE_A: "A", Scheme.PROFILE_B: "B"}


class Udm:
    """AUSF, UDM and SIDF in one.

    Args:
        subscribers: by SUPI (the IMSI's digits).
        network: the serving network's name.
        random: where challenges come from.
        home_keys: the home network's own keys, by their identifiers.
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

    def provision(self, subscribers: Mapping[str, Subscriber]) -> None:
        """Know these subscribers from now on; sequence numbers go on where they were."""
        self._subscribers = subscribers
        self._sequences = dict.fromkeys(subscribers, 0) | self._sequences

    def subscriber(self, supi: str) -> Subscriber | None:
        """Return what is known about a subscriber."""
        return self._subscribers.get(supi)

    def supi(self, suci: Suci) -> str:
        """Return who a concealed name belongs to (TS 33.501, 6.12.4).

        Raises:
            ConcealmentError: there is no such key here, or the name was made for another one.
        """
        if suci.scheme is Scheme.NULL:
            return suci.supi(suci.output)
        key = self.home_keys.get(suci.key_id)
        profile = _PROFILES[suci.scheme]
        if key is None or key.profile != profile:
            raise ConcealmentError(f"no key {suci.key_id} of profile {profile}")
        return suci.supi(reveal(PROFILES[profile], key.private_key, suci.output))

    def challenge(self, supi: str) -> Vector:
        """Make the next vector of a subscriber."""
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
        """Take over the SIM's sequence number, if AUTS proves to come from the SIM."""
        milenage = self._milenage(supi)
        sqn = xor(auts[:6], milenage.f5_star(rand))
        if milenage.f1_star(rand, sqn, _RESYNC_AMF_FIELD) != auts[6:]:
            return False
        self._sequences[supi] = int.from_bytes(sqn)
        return True

    def rewind(self, supi: str) -> None:
        """Forget how far a subscriber's sequence number is; the SIM does not."""
        self._sequences[supi] = 0

    def _milenage(self, supi: str) -> Milenage:
        subscriber = self._subscribers[supi]
        return Milenage(subscriber.k, subscriber.opc)
