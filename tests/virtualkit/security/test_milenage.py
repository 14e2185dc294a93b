"""Milenage gives the results of 3GPP's published test sets (TS 35.208)."""

from dataclasses import dataclass

import pytest

from campus5g.virtualkit.security.milenage import Milenage


@dataclass(frozen=True)
class Published:
    k: str
    rand: str
    sqn: str
    amf: str
    op: str
    opc: str
    f1: str
    f1_star: str
    f2: str
    f3: str
    f4: str
    f5: str
    f5_star: str


SETS = {
    "set 1": Published(
        k="465b5ce8b199b49faa5f0a2ee238a6bc",
        rand="23553cbe9637a89d218ae64dae47bf35",
        sqn="ff9bb4d0b607",
        amf="b9b9",
        op="cdc202d5123e20f62b6d676ac72cb318",
        opc="cd63cb71954a9f4e48a5994e37a02baf",
        f1="4a9ffac354dfafb3",
        f1_star="01cfaf9ec4e871e9",
        f2="a54211d5e3ba50bf",
        f3="b40ba9a3c58b2a05bbf0d987b21bf8cb",
        f4="f769bcd751044604127672711c6d3441",
        f5="aa689c648370",
        f5_star="451e8beca43b",
    ),
    "set 3": Published(
        k="fec86ba6eb707ed08905757b1bb44b8f",
        rand="9f7c8d021accf4db213ccff0c7f71a6a",
        sqn="9d0277595ffc",
        amf="725c",
        op="dbc59adcb6f9a0ef735477b7fadf8374",
        opc="1006020f0a478bf6b699f15c062e42b3",
        f1="9cabc3e99baf7281",
        f1_star="95814ba2b3044324",
        f2="8011c48c0c214ed2",
        f3="5dbdbb2954e8f3cde665b046179a5098",
        f4="59a92d3b476a0443487055cf88b2307b",
        f5="33484dc2136b",
        f5_star="deacdd848cc6",
    ),
}


@pytest.mark.parametrize("published", SETS.values(), ids=SETS.keys())
def test_every_function_gives_the_published_value(published: Published) -> None:
    rand, sqn, amf = (bytes.fromhex(v) for v in (published.rand, published.sqn, published.amf))

    milenage = Milenage.from_op(bytes.fromhex(published.k), bytes.fromhex(published.op))
    answer = milenage.f2345(rand)

    assert milenage.opc.hex() == published.opc
    assert milenage.f1(rand, sqn, amf).hex() == published.f1
    assert milenage.f1_star(rand, sqn, amf).hex() == published.f1_star
    assert answer.res.hex() == published.f2
    assert answer.ck.hex() == published.f3
    assert answer.ik.hex() == published.f4
    assert answer.ak.hex() == published.f5
    assert milenage.f5_star(rand).hex() == published.f5_star
