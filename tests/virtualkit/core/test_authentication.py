"""The USIM and the home network authenticate each other, or give the cause of the failure."""

from random import Random

import pytest

from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.scenarios.scenario import Rates, Subscriber
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.ue.usim import MacFailureError, SynchFailureError, Usim

IMSI = "999700000000001"
K = bytes.fromhex("465b5ce8b199b49faa5f0a2ee238a6bc")
OPC = bytes.fromhex("e8ed289deba952e4283b54e88e6183ca")
NETWORK = b"5G:mnc070.mcc999.3gppnetwork.org"


@pytest.fixture
def udm() -> Udm:
    subscriber = Subscriber(k=K, opc=OPC, slices=["office"], ambr_mbps=Rates(downlink=1, uplink=1))
    return Udm({IMSI: subscriber}, NETWORK, Random(1))  # noqa: S311


@pytest.fixture
def usim() -> Usim:
    return Usim(IMSI, K, OPC)


def test_the_serving_network_has_a_name_with_a_three_digit_mnc() -> None:
    assert keys.serving_network_name("999", "70") == NETWORK


def test_a_genuine_sim_answers_what_the_network_expects(udm: Udm, usim: Usim) -> None:
    vector = udm.challenge(IMSI)

    answer = usim.authenticate(vector.rand, vector.autn)

    response = keys.res_star(answer.ck, answer.ik, NETWORK, vector.rand, answer.res)
    assert response == vector.xres_star
    assert keys.k_ausf(answer.ck, answer.ik, NETWORK, vector.autn[:6]) == vector.k_ausf


def test_a_sim_with_another_key_rejects_the_network(udm: Udm) -> None:
    other = Usim(IMSI, bytes(16), OPC)
    vector = udm.challenge(IMSI)

    with pytest.raises(MacFailureError):
        other.authenticate(vector.rand, vector.autn)


def test_a_replayed_challenge_is_refused(udm: Udm, usim: Usim) -> None:
    vector = udm.challenge(IMSI)
    usim.authenticate(vector.rand, vector.autn)

    with pytest.raises(SynchFailureError):
        usim.authenticate(vector.rand, vector.autn)


def test_the_network_catches_up_with_a_sim_that_is_ahead(udm: Udm, usim: Usim) -> None:
    late = udm.challenge(IMSI)
    newest = udm.challenge(IMSI)
    usim.authenticate(newest.rand, newest.autn)
    with pytest.raises(SynchFailureError) as failure:
        usim.authenticate(late.rand, late.autn)

    assert udm.resynchronise(IMSI, late.rand, failure.value.auts)

    fresh = udm.challenge(IMSI)
    assert usim.authenticate(fresh.rand, fresh.autn).res


def test_a_forged_resynchronisation_changes_nothing(udm: Udm, usim: Usim) -> None:
    vector = udm.challenge(IMSI)

    assert not udm.resynchronise(IMSI, vector.rand, bytes(14))

    fresh = udm.challenge(IMSI)
    assert usim.authenticate(fresh.rand, fresh.autn).res
