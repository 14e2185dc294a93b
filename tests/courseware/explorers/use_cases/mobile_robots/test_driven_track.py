"""The measured rides: what the files hold, how they are read, and what the module says of them."""

import csv
import math
from itertools import pairwise
from pathlib import Path

import pytest

from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track.model import (
    COLUMNS,
    FRAMES_PER_S,
    MOST_PLACES,
    TRACKS,
    TRACKS_FOLDER,
    Track,
    TrackError,
    TrackId,
    frames,
    load_track,
    places,
)

HEADER = ",".join(COLUMNS)


def track(*rows: str, folder: Path) -> Track:
    (folder / "avenue.csv").write_text("\n".join([HEADER, *rows]), "utf-8")
    return load_track("avenue", folder)


def test_a_silence_is_the_gap_between_two_answers_and_not_a_delay(tmp_path: Path) -> None:
    # The second answer takes 130 ms; the third is on time: nobody waits for 130 ms.
    ride = track("0,20,0,0,1,A,-80,12", "50,130,0,0,1,,,", "100,20,1,0,1,,,", folder=tmp_path)

    assert [round(one.length_ms) for one in ride.silences] == [100, 60]
    assert ride.longest_silence.began_s == pytest.approx(0.02)


def test_an_empty_reading_repeats_the_one_above_it(tmp_path: Path) -> None:
    ride = track("0,20,0,0,1,A,-80,12", "50,20,0,0,1,,-81,", "100,20,0,0,1,B,,3", folder=tmp_path)

    read = [(one.cell, one.rsrp_dbm, one.sinr_db) for one in ride.messages]
    assert read == [("A", -80, 12), ("A", -81, 12), ("B", -81, 3)]
    assert ride.cell_changes == 1


def test_a_vehicle_stops_on_the_silences_that_exceed_what_it_tolerates(tmp_path: Path) -> None:
    rows = ["0,20,0,0,1,A,-80,12", "300,20,3,0,1,,,", "350,20,3,0,1,,,", "900,20,9,0,1,,,"]
    ride = track(*rows, folder=tmp_path)

    assert len(ride.stops(200)) == 2
    assert len(ride.stops(300)) == 1
    assert ride.stops(600) == []
    assert ride.driven_m[-1] == pytest.approx(9)


def test_what_the_last_answer_knows_stays_behind_during_a_silence(tmp_path: Path) -> None:
    rows = ["0,20,0,0,10,A,-80,12", *(f"{at},{2000 - at},{at / 100},0,10,,," for at in (500, 1000))]
    rows.append("1500,20,15,0,10,,,")
    ride = track(*rows, folder=tmp_path)

    at_a_second = frames(ride)[FRAMES_PER_S]
    assert at_a_second.east_m == 10
    assert at_a_second.known_east_m == 0
    assert at_a_second.silent_ms == pytest.approx(980)


def test_a_silence_counts_at_every_place_it_goes_through(tmp_path: Path) -> None:
    rows = ["0,20,0,0,1,A,-80,12"]
    rows += [f"{at},{5000 - at},{at / 1000},0,1,,," for at in range(1000, 4000, 500)]
    rows += ["5050,20,5,0,1,,,", "6000,20,6,0,1,,,"]
    ride = track(*rows, folder=tmp_path)

    silent = [one.from_s for one in places(ride) if one.silence_ms > 4000]
    assert silent == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "content", ["", HEADER, f"{HEADER}\n1,2,3", f"{HEADER}\n0,x,0,0,1,A,-80,12", "sent_ms\n1\n2"]
)
def test_a_damaged_file_is_told_by_its_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "slow.csv").write_text(content, "utf-8")

    with pytest.raises(TrackError, match=r"slow\.csv"):
        load_track("slow", tmp_path)


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(TrackError, match=r"turns\.csv"):
        load_track("turns", tmp_path)


@pytest.mark.parametrize("name", TRACKS)
def test_a_file_is_small_enough_for_a_phone_and_has_its_attribution_beside_it(
    name: TrackId,
) -> None:
    assert (TRACKS_FOLDER / f"{name}.csv").stat().st_size < 60_000
    attribution = (TRACKS_FOLDER / "ATTRIBUTION.md").read_text("utf-8")
    assert f"`{name}.csv`" in attribution
    assert "10.5281/zenodo.17475688" in attribution


@pytest.mark.parametrize("name", TRACKS)
def test_the_files_hold_whole_messages_and_nothing_else(name: TrackId) -> None:
    with (TRACKS_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        assert next(reader) == list(COLUMNS)
        assert {len(row) for row in reader} == {len(COLUMNS)}


@pytest.mark.parametrize("name", TRACKS)
def test_a_ride_is_cut_into_places_that_hold_all_its_silences(name: TrackId) -> None:
    ride = load_track(name)
    found = places(ride)

    assert len(found) <= MOST_PLACES
    assert max(one.silence_ms for one in found) == pytest.approx(ride.longest_silence.length_ms)
    assert all(math.isfinite(one.slowest_ms) for one in found)


# What the module says of the rides, and what the data set's own description says of the files.


def test_the_avenue_has_four_cell_changes_and_four_silences_of_301_to_343_ms() -> None:
    ride = load_track("avenue")

    lengths = sorted(round(one.length_ms) for one in ride.stops(300))
    assert (len(ride.messages), ride.cell_changes) == (950, 4)
    assert lengths == [301, 315, 319, 343]
    assert 54 < ride.lasts_s < 56
    assert 70 < 3.6 * max(one.speed_mps for one in ride.messages) < 74


def test_the_bends_have_four_cell_changes_and_one_silence_read_a_second_before_its_change() -> None:
    ride = load_track("turns")

    [silence] = ride.stops(300)
    assert (len(ride.messages), ride.cell_changes) == (1675, 4)
    assert round(silence.length_ms) == 319
    changed = next(
        after.sent_s for before, after in pairwise(ride.messages) if before.cell != after.cell
    )
    assert 0 < changed - silence.ended_s < 1


def test_the_slow_ride_is_silent_for_7_4_s_and_23_m_with_levels_that_look_usable() -> None:
    ride = load_track("slow")
    silence = ride.longest_silence
    during = [
        at
        for at, one in enumerate(ride.messages)
        if silence.began_s <= one.sent_s <= silence.ended_s
    ]

    assert (len(ride.messages), ride.cell_changes) == (2042, 0)
    assert round(silence.length_ms) == 7398
    driven = ride.driven_m
    assert round(driven[during[-1]] - driven[during[0]]) == 23
    began = ride.messages[during[0]]
    assert (began.rsrp_dbm, began.sinr_db) == (-98, 13)


@pytest.mark.parametrize("name", TRACKS)
def test_the_modem_was_read_about_every_13_s(name: TrackId) -> None:
    ride = load_track(name)
    read = [
        after.sent_s
        for before, after in pairwise(ride.messages)
        if (before.cell, before.rsrp_dbm, before.sinr_db)
        != (after.cell, after.rsrp_dbm, after.sinr_db)
    ]
    # A reading's values may be written one after the other: what is within a second is one.
    readings = [read[0]] + [after for before, after in pairwise(read) if after - before > 1]
    gaps = [after - before for before, after in pairwise(readings)]
    assert all(13 <= round(gap) <= 14 or round(gap / 13) >= 2 for gap in gaps)
