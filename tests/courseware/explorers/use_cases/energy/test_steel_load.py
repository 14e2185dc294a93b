"""The measured load that is kept, and what is said when it can't be read."""

import itertools
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from campus5g.courseware.explorers.use_cases.energy.steel_load import (
    DATA,
    QUARTER_H,
    QUARTERS_A_WEEK,
    SteelDataError,
    steel_week,
    steel_weeks,
    steel_year,
)

TOLERANCE_KWH = 0.02
"""The totals of the year are kept with two decimals."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data, to be damaged."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_six_weeks_are_kept_quarter_by_quarter_from_a_monday() -> None:
    weeks = steel_weeks()
    assert len(weeks) == 6
    assert all(week.start.weekday() == 0 for week in weeks)
    assert all(week.mean_kw.shape == (QUARTERS_A_WEEK,) for week in weeks)


def test_the_year_has_52_weeks_in_a_row() -> None:
    starts = [week.start for week in steel_year()]
    assert starts[0] == date(2018, 1, 1)
    assert all((after - before).days == 7 for before, after in itertools.pairwise(starts))
    assert len(starts) == 52


def test_a_weeks_quarters_add_up_to_its_total_of_the_year() -> None:
    totals = {week.start: week.energy_kwh for week in steel_year()}
    for week in steel_weeks():
        energy_kwh = float(week.mean_kw.sum()) * QUARTER_H
        assert energy_kwh == pytest.approx(totals[week.start], abs=TOLERANCE_KWH)


def test_the_works_runs_in_the_quarters_of_15_kwh_and_more() -> None:
    totals = {week.start: week for week in steel_year()}
    for week in steel_weeks():
        used_kwh = week.mean_kw * QUARTER_H
        idle = used_kwh < 15
        assert (~idle).sum() * QUARTER_H == totals[week.start].running_h
        assert used_kwh[idle].sum() == pytest.approx(totals[week.start].idle_kwh, abs=TOLERANCE_KWH)


def test_the_years_highest_quarter_is_the_published_one() -> None:
    # 157.18 kWh, the largest Usage_kWh of the data set, on Thursday 22 November at 9:45.
    week = steel_week("2018-11-19")
    assert week.mean_kw.max() * QUARTER_H == pytest.approx(157.18)
    assert divmod(week.peak + 1, 96) == (3, 39)


def test_an_unknown_week_is_the_first_one() -> None:
    assert steel_week("2018-02-30") is steel_weeks()[0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_text("", encoding="utf-8"),
        lambda file: file.write_text("a,b\n1,2\n", encoding="utf-8"),
        lambda file: file.write_bytes(b"\xff\xfe\x00"),
        lambda file: file.write_text(
            file.read_text(encoding="utf-8").replace("3.78", "nan", 1), encoding="utf-8"
        ),
    ],
)
def test_weeks_that_are_missing_or_damaged_are_said_in_a_sentence(
    folder: Path, damage: object
) -> None:
    damage(folder / "weeks.csv")  # type: ignore[operator]
    with pytest.raises(SteelDataError, match=r"weeks\.csv"):
        steel_weeks(folder)
    assert len(steel_year(folder)) == 52


@pytest.mark.parametrize("content", ["", "start,kwh\n2018-01-01,many\n", "start\n2018-01-01\n"])
def test_a_year_that_is_damaged_is_said_in_a_sentence(folder: Path, content: str) -> None:
    (folder / "year.csv").write_text(content, encoding="utf-8")
    with pytest.raises(SteelDataError, match=r"year\.csv"):
        steel_year(folder)


def test_the_attribution_names_works_country_year_and_licence() -> None:
    said = (DATA / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for word in ("Gwangyang", "South Korea", "2018", "CC BY 4.0", "10.24432/C52G8C"):
        assert word in said


def test_the_data_is_small_enough_for_a_telephone() -> None:
    assert sum(file.stat().st_size for file in DATA.glob("*.csv")) < 60_000
    assert np.isfinite([week.energy_kwh for week in steel_year()]).all()
