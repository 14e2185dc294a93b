"""Who sees what on which link, as TS 33.501 has it."""

from dataclasses import fields
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.who_sees_what.model import (
    LINKS,
    MATTERS,
    Link,
    Matter,
    Protection,
    Sight,
    alterable,
    readable,
    seen,
)

NAMES = [field.name for field in fields(Protection)]
PROTECTIONS = st.builds(Protection, *[st.booleans()] * len(NAMES))
ALL = Protection(**dict.fromkeys(NAMES, True))
ORDER: dict[Sight, int] = {"absent": 0, "hidden": 1, "partly": 2, "clear": 3}


@pytest.mark.parametrize(
    ("link", "matter", "protection", "sight"),
    [
        ("air", "identity", Protection(), "clear"),  # 6.12.2: null scheme
        ("air", "identity", Protection(suci=True), "hidden"),
        ("air", "identity", Protection(nea2=True), "clear"),  # the first request is not ciphered
        ("air", "content", Protection(nea2=True), "hidden"),  # 6.6
        ("air", "signalling", Protection(nea2=True), "partly"),  # what comes before the keys
        ("n2", "signalling", Protection(nea2=True), "partly"),  # NGAP, with the radio's key
        ("n2", "signalling", Protection(ipsec=True), "hidden"),  # 9.2
        ("n3", "content", Protection(suci=True, nea2=True), "clear"),  # the radio ends at the gNB
        ("n3", "content", Protection(ipsec=True), "hidden"),  # 9.3
        ("n4", "signalling", Protection(suci=True, nea2=True), "clear"),  # session rules
        ("n4", "signalling", Protection(ipsec=True), "hidden"),  # 9.9
        ("n6", "content", Protection(suci=True, nea2=True, ipsec=True), "clear"),
        ("core", "identity", ALL, "clear"),
        ("sim", "identity", ALL, "clear"),
        ("n3", "identity", Protection(), "absent"),
    ],
)
def test_a_place_shows_what_the_standard_says(
    link: Link, matter: Matter, protection: Protection, sight: Sight
) -> None:
    assert seen(link, matter, protection).sight == sight


@given(PROTECTIONS, st.sampled_from(NAMES))
def test_switching_something_on_never_shows_more(protection: Protection, name: str) -> None:
    with_it = Protection(**{**protection.__dict__, name: True})
    for link, matter in product(LINKS, MATTERS):
        before, after = seen(link, matter, protection), seen(link, matter, with_it)
        assert ORDER[after.sight] <= ORDER[before.sight]
    assert set(alterable(with_it)) <= set(alterable(protection))


def test_what_the_module_says_of_the_four_switches() -> None:
    assert len(readable(Protection())) == 12
    assert len(readable(Protection(suci=True))) == 10
    assert ("n3", "content") in readable(Protection(suci=True, nea2=True))
    assert readable(Protection(suci=True, nea2=True, ipsec=True))[-1] == ("n6", "content")
    assert readable(ALL) == [
        ("sim", "identity"),
        ("core", "identity"),
        ("core", "signalling"),
    ]


@pytest.mark.parametrize(
    ("protection", "links"),
    [
        (Protection(), ["air", "n3", "core", "n6"]),
        (Protection(nea2=True), ["air", "n3", "core", "n6"]),  # encrypting is not sealing
        (Protection(nea2=True, integrity=True), ["n3", "core", "n6"]),  # 6.6.4, as far as the gNB
        (Protection(nea2=True, integrity=True, ipsec=True), ["core", "n6"]),
        (Protection(tls=True), []),
    ],
)
def test_data_can_be_changed_where_nothing_seals_them(
    protection: Protection, links: list[Link]
) -> None:
    assert alterable(protection) == links


def test_concealing_the_name_alone_leaves_the_pictures_on_the_air() -> None:
    assert seen("air", "content", Protection(suci=True)).sight == "clear"
