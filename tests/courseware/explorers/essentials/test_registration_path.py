"""A registration: kept, captured live, and never in the way of the page."""

import asyncio
import json
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running_program import running

from campus5g.capture import open_capture
from campus5g.courseware.explorers.essentials.parcel.view import SIZES, Parcel, parcels
from campus5g.courseware.explorers.essentials.registration import observing
from campus5g.courseware.explorers.essentials.registration.model import (
    STEPS,
    WAYS,
    NotARegistrationError,
    from_json,
    read_registration,
)
from campus5g.courseware.explorers.essentials.registration.observing import (
    KEPT_CAPTURE,
    ORDER,
    Observer,
    kept_observation,
    observe,
)
from campus5g.courseware.explorers.essentials.registration.view import (
    RegistrationSteps,
    registration,
    step_words,
)
from campus5g.courseware.explorers.essentials.where_time_goes.view import (
    WhereTimeGoes,
    where_time_goes,
)
from campus5g.kit import KitError
from campus5g.language import set_language


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


class Elsewhere:
    """A capture that is made elsewhere, or fails to be."""

    def __init__(self, words: dict[str, Any] | None) -> None:
        self.words = words
        self.ended = False

    def ready(self) -> dict[str, Any]:
        if self.words is None:
            raise KitError("?", "!")
        return self.words

    def end(self) -> None:
        self.ended = True


def live_words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(kept_observation().to_json())
    words["captured_at"] = "2030-01-02T03:04:05+00:00"
    return words


def watched(watch: Callable[[], Any]) -> Observer:
    observer = Observer(watch)
    observer.begin()
    observer.join(180)
    return observer


def test_the_kept_registration_is_what_its_capture_holds() -> None:
    assert read_registration(open_capture(KEPT_CAPTURE), ORDER) == kept_observation()


def test_the_steps_are_in_the_order_of_the_specification_and_of_time() -> None:
    observation = kept_observation()
    assert tuple(step.id for step in observation.steps) == STEPS
    times = [step.time_ms for step in observation.steps]
    assert times == sorted(times)
    assert times[0] == 0
    assert observation.step("path").time_ms < 100, "the module says: about a tenth of a second"


def test_the_identity_is_concealed_and_the_key_proof_is_16_bytes() -> None:
    says = kept_observation().step("request").says
    assert says["scheme"] in {"1", "2"}
    assert "0000000002" not in says["concealed"]
    assert len(bytes.fromhex(kept_observation().step("proof").says["answer"])) == 16


def test_the_antenna_passes_on_and_decides_nothing() -> None:
    assert all(way[0] != "gnb" and way[-1] != "gnb" for way in WAYS.values())
    assert WAYS["accept"][0] == "amf"
    assert "amf" not in WAYS["order"]


def test_a_capture_without_the_order_is_told() -> None:
    with pytest.raises(NotARegistrationError):
        read_registration(open_capture(KEPT_CAPTURE), b"another order")


def test_an_observer_shows_the_kept_registration_until_the_live_one_is_there() -> None:
    elsewhere = Elsewhere(live_words())
    observer = Observer(lambda: elsewhere)
    assert (observer.state, observer.observation) == ("idle", kept_observation())

    observer.begin()
    observer.join(180)

    assert observer.state == "live"
    assert observer.observation == from_json(live_words())
    assert elsewhere.ended


def test_where_no_kit_can_start_the_kept_registration_stands_in() -> None:
    def no_program() -> Elsewhere:
        raise OSError("no processes here")

    elsewhere = Elsewhere(None)
    for watch in (lambda: elsewhere, no_program):
        observer = watched(watch)
        assert (observer.state, observer.observation) == ("kept", kept_observation())
        assert "Aucun kit n’a pu démarrer" in RegistrationSteps(observer).source
    assert elsewhere.ended


async def test_a_page_hears_of_it_in_its_own_thread() -> None:
    heard = asyncio.Event()
    observer = Observer(lambda: Elsewhere(live_words()))
    observer.follow(lambda: heard.set() if observer.state == "live" else None)

    observer.begin()

    await asyncio.wait_for(heard.wait(), 60)


def test_nothing_is_captured_before_the_learner_is_there_and_has_committed() -> None:
    observer = Observer(lambda: Elsewhere(live_words()))
    widget = RegistrationSteps(observer)
    widget.asked = 1
    before = observer.state

    widget.locked = False
    observer.join(180)

    assert (before, observer.state) == ("idle", "live")
    assert "Capturé pour vous" in widget.source


def test_a_page_that_is_opened_again_does_not_capture_again_unasked() -> None:
    observer = watched(lambda: Elsewhere(live_words()))
    again = RegistrationSteps(observer, locked=False)
    states: list[str] = []
    observer.follow(lambda: states.append(observer.state))

    again.asked = 1
    assert states == []
    again.asked = 2
    observer.join(180)
    assert states == ["watching", "live"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_step_is_told_with_its_real_value(language: Any) -> None:
    set_language(language)
    for words in step_words(kept_observation()):
        assert all(words[key] for key in ("title", "told", "field", "value", "time", "way"))


def test_who_bets_on_the_antenna_is_told_who_decides() -> None:
    explorer = registration(Observer(lambda: Elsewhere(None)))
    prediction, widget = explorer.children
    prediction.choice = "gnb"
    assert "AMF" in prediction.outcome_words["why"]
    assert not widget.locked


def test_the_parcel_has_86_bytes_of_wrapping_whatever_its_size() -> None:
    explorer = parcels(Observer(lambda: Elsewhere(None)))
    prediction, widget = explorer.children
    prediction.choice = "85"
    assert "86" in prediction.outcome_words["why"]
    widget.size = SIZES.index(1400)
    tunnel = next(link for link in widget.links if link["id"] == "tunnel")
    assert (tunnel["wrapping"], tunnel["order"]) == (86, 1400)


def test_only_the_captured_order_is_shown_as_text() -> None:
    widget = Parcel(Observer(lambda: Elsewhere(None)), locked=False)
    assert widget.links[1]["layers"][-1]["label"] == ORDER.decode()
    widget.size = 0
    assert widget.links[1]["layers"][-1]["label"] == ""


def test_a_size_from_nowhere_counts_as_the_captured_one() -> None:
    widget = Parcel(Observer(lambda: Elsewhere(None)), locked=False)
    widget.size = 99
    assert widget.order_bytes == len(ORDER)


def test_the_delay_follows_the_controls_once_the_learner_has_committed() -> None:
    prediction, widget = where_time_goes().children
    assert widget.answer == {}
    prediction.choice = "core"
    quiet = widget.answer["advice"]
    widget.load = 5
    assert widget.answer["advice"] != quiet
    assert "file d’attente" in widget.answer["advice"]


def test_controls_from_nowhere_count_as_the_first() -> None:
    widget = WhereTimeGoes(locked=False)
    first = widget.answer
    widget.core, widget.load, widget.cell = -1, 99, "?"
    assert widget.answer == first


@pytest.mark.proof
def test_a_real_virtual_kit_shows_another_concealed_identity_each_time() -> None:
    once, again = observe(), observe()
    assert tuple(step.id for step in once.steps) == STEPS
    first, second = once.step("request").says, again.step("request").says
    assert first["concealed"] != second["concealed"]
    assert once.step("order").says["text"] == ORDER.decode()


def children_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in children.split()]


def ends(process: int, within_s: float) -> bool:
    """Wait for the end of a process that is not ours, by its pidfd."""
    with selectors.DefaultSelector() as selector:
        selector.register(process, selectors.EVENT_READ)
        return bool(selector.select(within_s))


@pytest.mark.proof
def test_no_process_is_left_when_the_page_closes_during_the_capture() -> None:
    program = [sys.executable, "-P", "-m", observing.__name__, "--until-stdin-closes"]
    with running(program, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        while not (kit := children_of(process.pid)) and process.poll() is None:
            pass
        started = [os.pidfd_open(pid) for pid in kit]
        process.stdin.close()
        assert process.wait(60) != 0
    assert started
    for each in started:
        assert ends(each, within_s=60)
        os.close(each)
