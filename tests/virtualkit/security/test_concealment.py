"""A SUPI is concealed by TS 33.501, and only its home network reveals it."""

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.virtualkit.codecs.identities import Plmn, Scheme, Suci
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.scenarios.scenario import HomeNetworkKey
from campus5g.virtualkit.security.concealment import (
    PROFILES,
    ConcealmentError,
    ProfileName,
    conceal,
    reveal,
)
from campus5g.virtualkit.ue.usim import ConcealmentKey, Usim

HOME = Plmn("999", "70")
IMSI = "999700000000001"


@dataclass(frozen=True)
class Published:
    """One test data set of TS 33.501, annex C.4."""

    private_key: str
    public_key: str
    ephemeral: str
    plain: str
    output: str


SETS: dict[ProfileName, Published] = {
    "A": Published(
        private_key="c53c22208b61860b06c62e5406a7b330c2b577aa5558981510d128247d38bd1d",
        public_key="5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650",
        ephemeral="c80949f13ebe61af4ebdbd293ea4f942696b9e815d7e8f0096bbf6ed7de62256",
        plain="00012080f6",
        output="b2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d"
        "cb02352410cddd9e730ef3fa87",
    ),
    "B": Published(
        private_key="f1ab1074477ebcc7f554ea1c5fc368b1616730155e0041ac447d6301975fecda",
        public_key="0272da71976234ce833a6907425867b82e074d44ef907dfb4b3e21c1c2256ebcd1",
        ephemeral="99798858a1dc6a2c68637149a4b1dbfd1fdff5addd62a2142f06699ed7602529",
        plain="00012080f6",
        output="039aab8376597021e855679a9778ea0b67396e68c66df32c0f41e9acca2da9b9d1"
        "46a33fc2716ac7dae96aa30a4d",
    ),
}
EACH = pytest.mark.parametrize("name", SETS)


@EACH
def test_a_profile_gives_the_published_scheme_output(name: ProfileName) -> None:
    profile, published = PROFILES[name], SETS[name]

    output = conceal(
        profile,
        bytes.fromhex(published.public_key),
        bytes.fromhex(published.plain),
        bytes.fromhex(published.ephemeral),
    )

    assert profile.public_key(bytes.fromhex(published.private_key)).hex() == published.public_key
    assert output.hex() == published.output


@EACH
def test_the_home_network_reads_the_published_scheme_output(name: ProfileName) -> None:
    published = SETS[name]

    plain = reveal(
        PROFILES[name], bytes.fromhex(published.private_key), bytes.fromhex(published.output)
    )

    assert plain.hex() == published.plain


@EACH
@given(
    plain=st.binary(min_size=1, max_size=8),
    keys=st.tuples(*[st.binary(min_size=32, max_size=32)] * 2),
)
def test_the_home_network_reads_what_a_sim_conceals(
    name: ProfileName, plain: bytes, keys: tuple[bytes, bytes]
) -> None:
    profile, (home, ephemeral) = PROFILES[name], keys

    output = conceal(profile, profile.public_key(home), plain, ephemeral)

    assert reveal(profile, home, output) == plain


@EACH
@given(position=st.integers(0, 44), change=st.integers(1, 255))
def test_a_changed_scheme_output_is_refused(name: ProfileName, position: int, change: int) -> None:
    published = SETS[name]
    output = bytearray.fromhex(published.output)
    output[position - 45] ^= change
    # The highest bit of an X25519 key is ignored (RFC 7748, 5).
    if (name, position - 45, change) == ("A", -45 + 31, 0x80):
        return

    with pytest.raises(ConcealmentError):
        reveal(PROFILES[name], bytes.fromhex(published.private_key), bytes(output))


@EACH
@given(junk=st.binary(max_size=60))
def test_junk_is_refused(name: ProfileName, junk: bytes) -> None:
    with pytest.raises(ConcealmentError):
        reveal(PROFILES[name], bytes.fromhex(SETS[name].private_key), junk)


def home_network(name: ProfileName, key_id: int) -> Udm:
    private_key = bytes.fromhex(SETS[name].private_key)
    key = HomeNetworkKey(profile=name, private_key=private_key)
    return Udm({}, b"", Random(1), {key_id: key})  # noqa: S311


def sim(name: ProfileName, key_id: int) -> Usim:
    key = ConcealmentKey(name, key_id, bytes.fromhex(SETS[name].public_key))
    return Usim(IMSI, bytes(16), bytes(16), home_key=key, random=Random(1))  # noqa: S311


@EACH
def test_the_home_network_identifies_the_concealed_subscriber(name: ProfileName) -> None:
    suci = Suci.decode(sim(name, 7).suci(HOME).encode())

    assert (suci.scheme, suci.key_id) == (Scheme[f"PROFILE_{name}"], 7)
    assert home_network(name, 7).supi(suci) == IMSI


@EACH
def test_each_concealment_is_different(name: ProfileName) -> None:
    card = sim(name, 7)

    assert card.suci(HOME) != card.suci(HOME)


@pytest.mark.parametrize(("name", "key_id"), [("A", 8), ("B", 7)])
def test_a_suci_for_an_unknown_key_stays_unknown(name: ProfileName, key_id: int) -> None:
    with pytest.raises(ConcealmentError):
        home_network("A", 7).supi(sim(name, key_id).suci(HOME))
