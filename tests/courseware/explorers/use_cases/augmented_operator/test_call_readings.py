"""The six frozen calls: the rate drops at one stage only, and the drawing shows it."""

from xml.etree import ElementTree

import pytest

from campus5g.courseware.explorers.use_cases.augmented_operator.call_readings import (
    ASKED_MBIT_S,
    INCIDENTS,
    drawn_minute,
    rates,
)

LOST_AT = {
    "press": "radio",
    "oven": "radio",
    "silo": "radio",
    "cellar": "beyond",
    "roof": "glasses",
    "dock": "radio",
}


@pytest.mark.parametrize("place", INCIDENTS)
def test_a_call_flows_before_and_loses_rate_at_one_stage(place: str) -> None:
    incident = INCIDENTS[place]
    before, during = rates(incident.before), rates(incident.during)

    assert before.coded == before.antenna == before.expert == ASKED_MBIT_S
    lost = {
        "glasses": before.coded - during.coded,
        "radio": during.coded - during.antenna,
        "beyond": during.antenna - during.expert,
    }
    assert {stage for stage, rate in lost.items() if rate > 0.05} == {LOST_AT[place]}
    assert during.expert < 0.7 * ASKED_MBIT_S


@pytest.mark.parametrize("place", INCIDENTS)
def test_only_one_reading_besides_the_rates_gives_a_cause_away(place: str) -> None:
    before, during = INCIDENTS[place].before, INCIDENTS[place].during
    changed = [
        abs(before.rsrp_dbm - during.rsrp_dbm) > 3,
        before.calls != during.calls,
        before.noise_db != during.noise_db,
        before.cell != during.cell,
        abs(before.glasses_c - during.glasses_c) > 3,
    ]
    assert sum(changed) == (0 if place == "cellar" else 1)


@pytest.mark.parametrize("place", INCIDENTS)
def test_the_minute_is_a_drawing_with_three_lines(place: str) -> None:
    drawing = ElementTree.fromstring(drawn_minute(place))  # noqa: S314
    assert drawing.get("viewBox")
    assert "nan" not in drawn_minute(place)
