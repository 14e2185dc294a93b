"""The signalling that the explorers show is what virtual kits say, and means what they tell."""

from collections.abc import Sequence

import pytest
from record_signalling import RECORDED, record

from campus5g.courseware.explorers.essentials.two_captures.view import IMEISV, MSIN
from campus5g.courseware.explorers.recordings import ExchangeId, Nas, exchange
from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.identities import Suci, encode_msin
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.security.concealment import PROFILES, reveal
from campus5g.virtualkit.security.milenage import Milenage


def scenario(name: str) -> Scenario:
    return load_scenario(name, load_inventory(KITS / "virtual.yaml"))


NETWORK = b"5G:mnc070.mcc999.3gppnetwork.org"
CAMERA = "999700000000001"


def shape(messages: Sequence[Nas]) -> list[object]:
    """What does not change from one run to the next: numbers drawn by lot and seals do."""
    steady = ("network", "scheme", "home-key", "msin", "imeisv", "cause", "algorithms")
    return [
        (
            message.name,
            message.up,
            len(message.data),
            [(piece.id, piece.at, piece.length) for piece in message.pieces],
            [piece.value for piece in message.pieces if piece.id in steady],
        )
        for message in messages
    ]


@pytest.mark.parametrize(
    "name",
    [
        "concealed",
        *(
            pytest.param(other, marks=pytest.mark.proof)
            for other in RECORDED
            if other != "concealed"
        ),
    ],
)
def test_a_virtual_kit_says_again_what_was_kept(name: ExchangeId) -> None:
    assert shape(record(name)) == shape(exchange(name))


def test_the_home_network_reads_the_card_in_the_concealed_name_and_nobody_else_can() -> None:
    request = exchange("concealed")[0]
    suci = Suci.decode(request.data[6:59])
    key = scenario("concealed").home_network_keys[suci.key_id]
    assert reveal(PROFILES["A"], key.private_key, suci.output) == encode_msin(MSIN)
    assert request.piece("msin") is None


@pytest.mark.parametrize("name", ["in-clear", "concealed"])
def test_the_challenge_and_its_answer_are_those_of_the_published_key(name: ExchangeId) -> None:
    subscriber = scenario("nominal").subscribers[CAMERA]
    _, asked, answered, *_ = exchange(name)
    milenage = Milenage(subscriber.k, subscriber.opc)
    rand = asked.bytes_of("rand")
    answer = milenage.f2345(rand)
    sequence = bytes(a ^ b for a, b in zip(asked.bytes_of("autn-sequence"), answer.ak, strict=True))
    assert milenage.f1(rand, sequence, b"\x80\x00") == asked.bytes_of("autn-mac")
    assert keys.res_star(answer.ck, answer.ik, NETWORK, rand, answer.res) == answered.bytes_of(
        "response"
    )


def test_without_ciphering_the_number_of_the_device_stands_in_both_captures() -> None:
    for name in ("in-clear", "concealed"):
        (found,) = [one for one in exchange(name) if one.piece("imeisv")]
        piece = found.piece("imeisv")
        assert piece is not None
        assert piece.value == IMEISV
