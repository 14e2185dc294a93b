"""A walk with a modem on the virtual kit, from a notebook's point of view."""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import fmean

import pytest

from campus5g.draw import Draw
from campus5g.kit import Kit, KitError, SurveyResult
from campus5g.kit.evidence import verify
from campus5g.kit.measuring.keeping import Measured

VARIATION = Draw.named("a survey").variation


@pytest.fixture
def yard(k: Kit) -> Iterator[Kit]:
    k.scenario("stock-yard", VARIATION)
    yield k
    k.scenario("nominal")


def test_a_walk_across_the_yard_reads_each_place_and_changes_cell_on_the_way(
    yard: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    route = [(float(x), 30.0) for x in range(6, 116, 10)]

    walked = yard.survey("camera", route)
    walked.keep("across")

    table = walked.table()
    assert list(zip(table["x_m"], table["y_m"], strict=True)) == route
    assert table["rsrp_dbm"].between(-140, -50).all()
    assert table["delay_ms"].gt(0).all()
    assert table["cell"].nunique() == 2
    assert table["cell"].iloc[0] != table["cell"].iloc[-1]
    assert [piece.holds for piece in verify(tmp_path / "evidence")] == [True, True]


def test_who_walks_away_from_the_antenna_measures_less_than_who_comes_back(yard: Kit) -> None:
    out = [(float(x), 30.0) for x in range(10, 26, 2)]

    away, back = (yard.survey("badge", way) for way in (out, out[::-1]))

    assert fmean(back.table()["rsrp_dbm"]) - fmean(away.table()["rsrp_dbm"]) > 4


def test_the_same_yard_without_its_stacks_is_stronger_somewhere_and_weaker_nowhere(
    yard: Kit,
) -> None:
    route = [(float(x), float(y)) for y in (14, 46) for x in range(10, 115, 12)]

    full = yard.survey("camera", route).table()["rsrp_dbm"]
    yard.scenario("stock-yard-cleared", VARIATION)
    cleared = yard.survey("camera", route).table()["rsrp_dbm"]

    assert (cleared - full).max() > 10
    assert (cleared - full).min() > -8


def test_a_robot_drives_its_device_to_each_place_and_the_places_are_its_own(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = k.robot("agv").state()
    route = [(here.x_m + 0.5, here.y_m), (here.x_m + 0.5, here.y_m + 0.5)]

    driven = k.survey("agv", route)
    driven.keep("driven")

    table = driven.table()
    places = list(zip(table["x_m"], table["y_m"], strict=True))
    assert all(0 < math.dist(*pair) < 0.3 for pair in zip(places, route, strict=True))
    assert table["rsrp_dbm"].between(-140, -50).all()
    assert math.dist((k.robot("agv").state().x_m, k.robot("agv").state().y_m), places[-1]) < 0.05
    assert not k.robot("agv").driven
    assert [piece.holds for piece in verify(tmp_path / "evidence")] == [True, True]


def test_anybody_stops_a_robot_on_its_survey_which_says_so(k: Kit) -> None:
    robot = k.robot("agv")
    here = robot.state()
    away = (38, 25) if here.y_m < 20 else (38, 16)

    with ThreadPoolExecutor(1) as pool:
        surveying = pool.submit(k.survey, "agv", [away])
        while not robot.state().moving and not surveying.done():
            pass
        stop = robot.stop()

    assert stop.standing
    with pytest.raises(KitError, match="was stopped during the survey"):
        surveying.result()


def test_a_survey_does_not_lead_a_robot_out_of_its_fence(k: Kit) -> None:
    with pytest.raises(KitError, match="outside the area of the robot “agv”"):
        k.survey("agv", [(36, 16), (0, 0)])


def test_a_robot_that_somebody_drives_does_not_leave_for_a_survey(k: Kit) -> None:
    with k.robot("agv").velocity(), pytest.raises(KitError, match="already driving"):
        k.survey("agv", [(36, 16)])


@pytest.mark.parametrize(
    ("route", "said"),
    [([], "0 places"), ([(0, 0)] * 201, "201 places"), ([3], "list of pairs"), (["ab"], "pairs")],
)
def test_what_is_not_a_route_is_refused_before_the_kit_is_asked(
    k: Kit, route: list[object], said: str
) -> None:
    with pytest.raises(KitError, match=said):
        k.survey("camera", route)  # type: ignore[arg-type]


def result(*delays_ms: float | None) -> SurveyResult:
    samples = [
        {"x_m": 4.0 * number, "y_m": 2.0, "rsrp_dbm": -90.0 - number, "rsrq_db": -11.0}
        | {"sinr_db": None, "cell": "11", "delay_ms": delay_ms, "registration": "home"}
        for number, delay_ms in enumerate(delays_ms)
    ]
    measured = Measured(None, "1", "json")  # type: ignore[arg-type]
    return SurveyResult({"ue": "camera"}, samples, emulated=True, measured=measured)


def test_a_survey_by_robot_says_which_places_were_out_of_its_way() -> None:
    walked = result(12.0, 14.0)
    walked.order["route"] = [[0.1, 2.1], [6.0, 2.0]]

    assert "1 place out of the way" in repr(walked)


def test_a_survey_says_its_range_its_cells_and_what_was_lost() -> None:
    told = repr(result(12.0, None, 14.0))

    assert "3 readings" in told
    assert "emulated hall" in told
    assert "RSRP from −92 to −90 dBm" in told
    assert "1 cell ·" in told
    assert "1 probe lost" in told


def test_two_maps_of_one_quantity_have_the_same_colour_scale() -> None:
    weak, strong = result(12.0).plot(), result(12.0, 80.0).plot()

    assert weak.data[0].marker.cmin == strong.data[0].marker.cmin
    assert set(result(1.0).plot("cell").data[0].customdata) == {"11"}


def test_a_quantity_that_a_survey_does_not_have_is_named_with_those_it_has() -> None:
    with pytest.raises(KitError, match="bars"):
        result(12.0).plot("bars")
