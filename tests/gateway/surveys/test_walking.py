"""Surveys on a real kit, whose devices a person carries: the same order, and the same evidence."""

from pathlib import Path

import pytest

from campus5g.evidence import SigningKey
from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.modems.driver import Exchange, Modem
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.surveys.orders import SurveyOrder, SurveyRun, SurveySample
from campus5g.gateway.surveys.walking import Surveys
from campus5g.inventory import load_inventory
from campus5g.places import KITS

SOMEBODY = Holder("ines", "lease")
ROUTE = [(0.0, 0.0), (6.0, 0.0), (6.0, 6.0)]


class SearchingModem(Modem):
    """Measures a cell and is not registered, so that no probe is sent to it."""

    async def ask(self, command: str, until: object = (), timeout_s: float = 5.0) -> Exchange:
        return Exchange(["+C5GREG: 0,2", "+CESQ: 99,99,255,255,255,255,66,63,80"], "OK", None)


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    return Notary("bench", "real", SigningKey.at(tmp_path / "key.pem"))


@pytest.fixture
def surveys(notary: Notary) -> Surveys:
    inventory = load_inventory(KITS / "bench.yaml")
    return Surveys(inventory, {ue: SearchingModem("") for ue in inventory.ues}, {}, notary)


async def test_on_a_real_kit_a_place_is_measured_after_the_pace_and_kept_as_it_was_ordered(
    surveys: Surveys, notary: Notary
) -> None:
    order = SurveyOrder(ue="camera", route=ROUTE, pace_s=0.01)

    *samples, run = [each async for each in surveys.run(order, SOMEBODY)]

    assert [(each.x_m, each.y_m) for each in samples if isinstance(each, SurveySample)] == ROUTE
    assert isinstance(run, SurveyRun)
    assert not run.emulated
    statement = notary.attest(run.measurement, "walk.json", SOMEBODY)
    assert statement is not None


async def test_a_device_without_service_is_measured_and_has_no_delay(surveys: Surveys) -> None:
    order = SurveyOrder(ue="camera", route=ROUTE[:1])

    sample, _ = [each async for each in surveys.run(order, SOMEBODY)]

    assert isinstance(sample, SurveySample)
    assert (sample.rsrp_dbm, sample.registration) == (-94, "searching")
    assert sample.delay_ms is None


def test_an_unknown_device_is_refused_with_those_that_there_are(surveys: Surveys) -> None:
    with pytest.raises(GatewayError, match="crane"):
        surveys.check(SurveyOrder(ue="crane", route=ROUTE))


def test_a_walk_of_more_than_an_hour_is_refused(surveys: Surveys) -> None:
    with pytest.raises(GatewayError):
        surveys.check(SurveyOrder(ue="camera", route=ROUTE * 60, pace_s=30))


async def test_a_device_is_carried_by_one_person_at_a_time(surveys: Surveys) -> None:
    walk = surveys.run(SurveyOrder(ue="camera", route=ROUTE), SOMEBODY)
    await anext(walk)

    with pytest.raises(GatewayError):
        surveys.check(SurveyOrder(ue="camera", route=ROUTE))

    await walk.aclose()
    surveys.check(SurveyOrder(ue="camera", route=ROUTE))
