"""The draw that a submission is graded with is the one that its learner worked with."""

from pathlib import Path

import pytest

from campus5g.authoring.cohorts.draws import draw_of_submission
from campus5g.draw import DRAW_VARIABLE, KEY_VARIABLE, Draw, draw_in, learner_key, own_secret
from campus5g.errors import CampusError


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> bytes:
    """The secret of a site, in whose process we grade."""
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(DRAW_VARIABLE, raising=False)
    return own_secret()


def test_a_grader_computes_what_the_learner_s_notebook_shows(
    secret: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded = {
        cohort: draw_of_submission(cohort, "ada", "latency")[DRAW_VARIABLE]
        for cohort in ("spring", "autumn")
    }

    monkeypatch.setenv(KEY_VARIABLE, learner_key(secret, "ada").hex())
    shown = {
        cohort: draw_in(Path("/homes/ada") / cohort / "latency", "ada").seed.hex()
        for cohort in ("spring", "autumn")
    }

    assert shown == graded
    assert graded["spring"] != graded["autumn"]


def test_a_self_check_uses_the_draw_of_grading(
    secret: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded = draw_of_submission("spring", "ada", "latency")

    monkeypatch.setenv(KEY_VARIABLE, learner_key(secret, "ada").hex())
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")

    assert draw_of_submission("spring", "ada", "latency") == graded
    assert draw_of_submission("spring", "*", "latency") == graded


@pytest.mark.usefixtures("secret")
def test_at_home_a_learner_s_check_and_notebook_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")

    checked = draw_of_submission("", "*", "latency")[DRAW_VARIABLE]

    assert Draw(bytes.fromhex(checked)) == draw_in(Path("/anywhere/latency"), "ada")


def test_a_person_s_server_cannot_grade_another_s_work(
    secret: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, learner_key(secret, "trainer").hex())
    monkeypatch.setenv("JUPYTERHUB_USER", "trainer")

    with pytest.raises(CampusError, match="ada"):
        draw_of_submission("spring", "ada", "latency")
