"""The cell reports of real modems are understood, and anything else stays unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.gateway.modems.signal.orders import Reading
from campus5g.gateway.modems.signal.reading import read

STAND_ALONE = '+QENG: "servingcell","NOCONN","NR5G-SA",'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            f'{STAND_ALONE}"TDD", 515,66,100072000,538,114000,620640,78,12,-109,-12,14,1,-',
            {
                **{"rsrp_dbm": -109, "rsrq_db": -12, "sinr_db": 14, "system": "NR5G-SA"},
                **{"band": "n78", "arfcn": 620640, "physical_cell": 538},
                **{"cell": "100072000", "network": "51566"},
            },
        ),
        (
            f'{STAND_ALONE}"FDD",310,260,939204254,24,60AA00,126490,71,1,-104,-13,11,0,-',
            {
                **{"rsrp_dbm": -104, "rsrq_db": -13, "sinr_db": 11, "system": "NR5G-SA"},
                **{"band": "n71", "arfcn": 126490, "physical_cell": 24},
                **{"cell": "939204254", "network": "310260"},
            },
        ),
        (
            '+QENG:"NR5G-NSA",515,03,832,-76,21,-11,528030,41,8,1',
            {
                **{"rsrp_dbm": -76, "rsrq_db": -11, "sinr_db": 21, "system": "NR5G-NSA"},
                **{"band": "n41", "arfcn": 528030, "physical_cell": 832, "network": "51503"},
            },
        ),
        ('+QENG: "servingcell","SEARCH"', {}),
        (
            f'{STAND_ALONE}"TDD",999,70,11,17,1,656668,77,6,-,-,-,1,-',
            {
                **{"system": "NR5G-SA", "band": "n77", "arfcn": 656668},
                **{"physical_cell": 17, "cell": "11", "network": "99970"},
            },
        ),
        (
            "+CESQ: 99,99,255,255,255,255,65,70,77",
            {
                "rsrp_dbm": -87,
                "rsrq_db": -11,
                "sinr_db": 15,
            },
        ),
        ("+CESQ: 99,99,255,255,255,255,255,255,255", {}),
        ("+CESQ: 27,99,255,255,16,44", {}),
        ('+C5GREG: 2,1,"114000","100072000",11,4,"01.010101"', {"registration": "home"}),
        ("+C5GREG: 0,5", {"registration": "roaming"}),
        ("+C5GREG: 3,3,,,,,,0,7", {"registration": "denied"}),
    ],
)
def test_answers_of_real_modems_are_understood(line: str, expected: dict[str, object]) -> None:
    assert read([line]) == Reading.model_validate(expected)


def test_a_modem_without_qengs_answer_is_read_by_the_standard_command() -> None:
    reading = read(["+C5GREG: 0,1", "+CESQ: 99,99,255,255,255,255,65,70,77"])

    assert (reading.registration, reading.rsrp_dbm, reading.cell) == ("home", -87, None)


def test_a_serving_cells_answer_takes_precedence_over_the_coarser_one() -> None:
    cell = f'{STAND_ALONE}"TDD",999,70,11,17,1,656668,77,6,-91,-11,20,1,-'

    assert read(["+CESQ: 99,99,255,255,255,255,65,70,77", cell]).rsrp_dbm == -91


@given(st.lists(st.text(max_size=20), max_size=18), st.sampled_from(["C5GREG", "CESQ", "QENG"]))
def test_any_answer_of_a_modem_is_read_without_error(values: list[str], name: str) -> None:
    assert isinstance(read([f"+{name}: {','.join(values)}"]), Reading)
