"""The site's log outlives restarts, and does not grow without bound."""

from pathlib import Path

from campus5g.site.running.site_log import KEPT, open_log, turn_over_if_large


def test_a_start_adds_to_the_log_of_earlier_runs(tmp_path: Path) -> None:
    file = tmp_path / "site.log"
    with open_log(file) as log:
        log.write(b"why it crashed\n")

    with open_log(file) as log:
        log.write(b"a new run\n")

    said = file.read_text()
    assert said.index("why it crashed") < said.index("a new run")
    assert said.count("campus5g") == 2
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_large_log_is_turned_over_while_programs_write(tmp_path: Path) -> None:
    file = tmp_path / "site.log"
    with open_log(file) as log:
        for number in range(KEPT + 3):
            log.write(f"piece {number}\n".encode() * 10)
            turn_over_if_large(file, largest_bytes=50)
        log.write(b"goes on\n")

    assert file.read_text() == "goes on\n"
    older = [file.with_name(f"site.log.{number}") for number in range(1, KEPT + 1)]
    assert [f"piece {KEPT + 2 - n}" in each.read_text() for n, each in enumerate(older)] == [
        True
    ] * KEPT
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in older)
    assert not file.with_name(f"site.log.{KEPT + 1}").exists()


def test_a_small_log_stays(tmp_path: Path) -> None:
    file = tmp_path / "site.log"
    turn_over_if_large(file)
    file.write_text("short\n")

    turn_over_if_large(file)

    assert file.read_text() == "short\n"
    assert [*tmp_path.iterdir()] == [file]
