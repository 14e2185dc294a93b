"""Draws: the same for one learner, another for the next, and never another's to compute."""

from pathlib import Path

import pytest

from campus5g.draw import (
    DRAW_VARIABLE,
    KEY_VARIABLE,
    Draw,
    draw_in,
    learner_key,
    own_secret,
    this_draw,
)
from campus5g.errors import CampusError

SECRET = bytes(range(32))


def draw_of(learner: str, cohort: str = "spring", module: str = "latency") -> Draw:
    return Draw.from_key(learner_key(SECRET, learner), module, cohort)


def test_a_learner_who_comes_back_finds_the_same_draw() -> None:
    first, second = draw_of("ada"), draw_of("ada")

    assert first == second
    assert first.random("fault").random() == second.random("fault").random()


def test_learners_cohorts_and_modules_have_separate_draws() -> None:
    draws = {
        draw_of("ada"),
        draw_of("sacha"),
        draw_of("ada", cohort="autumn"),
        draw_of("ada", module="radio"),
        # Names that would be one when put side by side.
        draw_of("ada", cohort="adio", module="latencyr"),
    }

    assert len(draws) == 5


def test_a_kit_s_network_varies_by_sixteen_digits_of_the_draw() -> None:
    assert len({draw_of(f"learner-{number}").variation for number in range(100)}) == 100
    assert len(draw_of("ada").variation) == 16
    assert draw_of("ada").variation == draw_of("ada").variation


def test_one_purpose_does_not_disturb_another() -> None:
    draw = draw_of("ada")

    assert draw.random("fault").random() != draw.random("frame").random()


def test_a_code_has_four_letters_or_digits_that_are_not_confused() -> None:
    codes = {draw_of(f"learner-{number}").code for number in range(200)}

    assert len(codes) > 195
    assert all(len(code) == 4 and not set(code) & set("ILOU") for code in codes)


def test_a_site_s_key_takes_precedence_over_the_installation_s_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    monkeypatch.setenv(KEY_VARIABLE, learner_key(SECRET, "ada").hex())

    assert this_draw("latency", "whatever the notebook says", "spring") == draw_of("ada")
    assert not list(tmp_path.iterdir())


def test_on_a_site_the_cohort_is_the_folder_above_the_module_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, learner_key(SECRET, "ada").hex())

    assert draw_in(Path("/homes/ada/spring/latency"), "ada") == draw_of("ada")
    assert draw_in(Path("/homes/ada/autumn/latency"), "ada") == draw_of("ada", cohort="autumn")


def test_a_draw_set_by_a_grader_takes_precedence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, learner_key(SECRET, "mallory").hex())
    monkeypatch.setenv(DRAW_VARIABLE, draw_of("ada").seed.hex())

    assert draw_in(Path("/submitted/mallory/radio"), "mallory") == draw_of("ada")


def test_a_named_draw_is_an_author_s_and_the_same_on_every_machine() -> None:
    assert Draw.named("trial").code == "F5ST"
    assert Draw.named("trial") != Draw.named("preview")


def test_without_a_site_the_draw_depends_on_a_private_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "new"))
    monkeypatch.delenv(KEY_VARIABLE, raising=False)

    draw = draw_in(Path("anywhere/latency"), "ada")

    assert draw == Draw.from_key(learner_key(own_secret(tmp_path / "new"), "ada"), "latency")
    (secret,) = (tmp_path / "new").iterdir()
    assert secret.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    own_secret(tmp_path)
    (tmp_path / "draw-secret").chmod(0o644)

    with pytest.raises(CampusError, match="Others may read"):
        own_secret(tmp_path)


@pytest.mark.parametrize("variable", [KEY_VARIABLE, DRAW_VARIABLE])
def test_a_key_that_is_not_hexadecimal_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "not a key")

    with pytest.raises(CampusError, match=f"{variable} does not hold"):
        this_draw("latency", "ada")
