"""Texts in ``words.yaml``: complete in both languages, and all of them shown."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from campus5g import courseware
from campus5g.courseware.explorers.essentials.attack_tree.model import MeasureId, StepId, WayId
from campus5g.courseware.explorers.essentials.attack_tree.view import NOTED
from campus5g.courseware.explorers.essentials.challenge.view import CASES, case_words
from campus5g.courseware.explorers.essentials.choose_5qi.model import TABLE, Kind, Shortfall
from campus5g.courseware.explorers.essentials.choose_5qi.view import FlowSituation
from campus5g.courseware.explorers.essentials.connectivity_map.situations import SituationId
from campus5g.courseware.explorers.essentials.coverage_map.model import Band, Class
from campus5g.courseware.explorers.essentials.coverage_map.rolling_mill import ZoneId
from campus5g.courseware.explorers.essentials.full_cell.model import FlowId, Scheduler
from campus5g.courseware.explorers.essentials.measured_traces.model import MeasuredId
from campus5g.courseware.explorers.essentials.parcel.model import LayerId
from campus5g.courseware.explorers.essentials.parcel.model import Link as ParcelLink
from campus5g.courseware.explorers.essentials.registration.model import Place
from campus5g.courseware.explorers.essentials.registration.model import StepId as RegistrationStep
from campus5g.courseware.explorers.essentials.tdd_frame.view import PresetId
from campus5g.courseware.explorers.essentials.where_time_goes.model import Part
from campus5g.courseware.explorers.essentials.who_sees_what.model import (
    Link,
    Matter,
    Reason,
    Sight,
)
from campus5g.courseware.explorers.essentials.who_sees_what.view import PROTECTIONS
from campus5g.courseware.explorers.models.hall import SpotId
from campus5g.courseware.explorers.models.requirement import RequirementId
from campus5g.courseware.explorers.models.technology import (
    Axis,
    Power,
    Source,
    TechnologyId,
    Verdict,
)
from campus5g.courseware.explorers.recordings import ExchangeId, exchange
from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark.model import Luck
from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark.model import (
    Place as MarkPlace,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.video import Movement, Reading
from campus5g.courseware.explorers.use_cases.port_logistics.quay.model import STATIONS
from campus5g.courseware.explorers.use_cases.port_logistics.quay.model import Problem as QuayProblem
from campus5g.courseware.explorers.use_cases.port_logistics.quay.view import THAT_NIGHT, stops_of
from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink.model import (
    Problem as UplinkProblem,
)
from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink.model import Sharing
from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink.view import FRAMES, Heard
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.model import (
    Band as YardBand,
)
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.terminal import SiteId
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.terminal import (
    ZoneId as YardZoneId,
)
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.view import DeviceId
from campus5g.courseware.positioning.model import Verdict as Recommended
from campus5g.courseware.quiz.feedback import Verdict as AnswerVerdict
from campus5g.manifest import ManifestError, Text, load_manifest
from campus5g.wording import WORDS_FILE, Groups, Wording

COURSEWARE = Path(courseware.__file__).parent
FOLDERS = [file.parent for file in sorted(COURSEWARE.rglob(WORDS_FILE))]

_RECORDED = [message for case in get_args(ExchangeId) for message in exchange(case)]

# The ids that a group is asked for when the program runs.
IDS: dict[str, Iterable[str]] = {
    "attack_tree/measure": get_args(MeasureId),
    "attack_tree/measure_about": get_args(MeasureId),
    "attack_tree/note": NOTED,
    "attack_tree/step": get_args(StepId),
    "attack_tree/way": get_args(WayId),
    "challenge/case": CASES,
    "challenge/case_about": CASES,
    "challenge/case_end": CASES,
    "challenge/says": {
        message.name
        for case in CASES
        for message in exchange(case)[: len(case_words(case)["steps"])]
        if message.piece("cause") is None
    },
    "choose_5qi/example": [str(row.number) for row in TABLE],
    "choose_5qi/kind": get_args(Kind),
    "choose_5qi/shortfall": get_args(Shortfall),
    "choose_5qi/situation": get_args(FlowSituation),
    "choose_5qi/situation_about": get_args(FlowSituation),
    "connectivity_map/advice": ["none", *get_args(Verdict)[:3]],
    "connectivity_map/limit": get_args(Verdict),
    "connectivity_map/situation": get_args(SituationId),
    "connectivity_map/situation_about": get_args(SituationId),
    "coverage_map/band": get_args(Band),
    "coverage_map/class": get_args(Class),
    "coverage_map/plan": ["wall", "low", "high"],
    "coverage_map/zone": get_args(ZoneId),
    "explorers/axis": get_args(Axis),
    "explorers/axis_help": get_args(Axis),
    "explorers/power": [level.name.lower() for level in Power],
    "explorers/source": get_args(Source),
    "explorers/technology": get_args(TechnologyId),
    "explorers/verdict": get_args(Verdict),
    "frozen_call/reading": get_args(Reading),
    "fence_plan/class": get_args(Class),
    "full_cell/flow": get_args(FlowId),
    "full_cell/scheduler": get_args(Scheduler),
    "full_cell/scheduler_about": get_args(Scheduler),
    "measured_traces/silence": ("measured", "unpublished"),
    "measured_traces/network": get_args(MeasuredId),
    "measured_traces/use": get_args(RequirementId),
    "packet_race/spot": get_args(SpotId),
    "parcel/layer": get_args(LayerId),
    "parcel/layer_about": get_args(LayerId),
    "parcel/link": get_args(ParcelLink),
    "parcel/link_about": get_args(ParcelLink),
    "positioning/advice": get_args(Recommended),
    "positioning/answer": get_args(AnswerVerdict),
    "positioning/stage": ["take", "skim"],
    "positioning/standing": get_args(Recommended),
    "quay/control": stops_of(THAT_NIGHT),
    "quay/limit": STATIONS,
    "quay/more": STATIONS,
    "quay/problem": get_args(QuayProblem),
    "quay/station": STATIONS,
    "quay/waits": ["at-crane", "at-yard", "lorry", "moving", "no-order"],
    "quay_uplink/control": {
        "cranes",
        "cameras",
        "rate",
        "tablets",
        "photo",
        "bandwidth",
        "frame",
        "heard",
        "sharing",
    },
    "quay_uplink/frame": FRAMES,
    "quay_uplink/heard": get_args(Heard),
    "quay_uplink/problem": get_args(UplinkProblem),
    "quay_uplink/sharing": get_args(Sharing),
    "quay_uplink/video": ["fits", "too-small"],
    "readable_plate/movement": get_args(Movement),
    "readable_plate/reading": get_args(Reading),
    "recordings/message": {message.name for message in _RECORDED},
    "recordings/piece": {piece.id for message in _RECORDED for piece in message.pieces},
    "recordings/piece_about": {piece.id for message in _RECORDED for piece in message.pieces},
    "registration/place": get_args(Place),
    "registration/step": get_args(RegistrationStep),
    "registration/step_about": get_args(RegistrationStep),
    "stacked_yard/band": get_args(YardBand),
    "stacked_yard/device": get_args(DeviceId),
    "stacked_yard/site": get_args(SiteId),
    "stacked_yard/zone": get_args(YardZoneId),
    "sliding_mark/luck": get_args(Luck),
    "sliding_mark/place": get_args(MarkPlace),
    "tdd_frame/preset": get_args(PresetId),
    "where_time_goes/part": get_args(Part),
    "who_sees_what/link": get_args(Link),
    "who_sees_what/matter": get_args(Matter),
    "who_sees_what/sight": get_args(Sight),
    "who_sees_what/switch": PROTECTIONS,
    "who_sees_what/where": get_args(Link),
    "who_sees_what/why": get_args(Reason),
}


@dataclass(frozen=True)
class Call:
    """A call of a `Wording`; ``key`` is None where the program chooses it."""

    method: str
    group: str
    key: str | None
    values: frozenset[str]


@cache
def groups_of(folder: Path) -> Groups:
    return load_manifest(folder / WORDS_FILE, Groups)


@cache
def calls_in(folder: Path) -> list[Call]:
    return [
        _call(node)
        for file in sorted(folder.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_WORDS"
    ]


def _call(node: ast.Call) -> Call:
    assert isinstance(node.func, ast.Attribute)
    group, *key = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
    assert isinstance(group, str), "a group is named where it is used"
    values = frozenset(word.arg or "**" for word in node.keywords)
    return Call(node.func.attr, group, str(key[0]) if key and key[0] else None, values)


def texts_of(folder: Path, call: Call) -> list[Text]:
    """Return the texts that a call can show."""
    group = groups_of(folder).root.get(call.group, {})
    if isinstance(group, list):
        return group if call.method == "list" else []
    if call.method == "list":
        return []
    return [text for key, text in group.items() if call.key in (None, key)]


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def all_texts() -> Iterator[tuple[str, Text]]:
    for folder in FOLDERS:
        for group, key, text in groups_of(folder).texts():
            yield f"{folder.name}/{group}/{key}", text


def test_both_languages_of_a_text_have_the_same_placeholders() -> None:
    unlike = [name for name, text in all_texts() if placeholders(text.fr) != placeholders(text.en)]
    assert unlike == []


def test_a_placeholder_is_a_name() -> None:
    odd = [
        name
        for name, text in all_texts()
        if not all(each.isidentifier() for each in placeholders(text.fr))
    ]
    assert odd == []


def test_every_call_finds_its_text_and_fills_in_its_placeholders() -> None:
    wrong = []
    for folder in FOLDERS:
        for call in calls_in(folder):
            texts = texts_of(folder, call)
            needed = {name for text in texts for name in placeholders(text.fr)}
            # What `texts` returns is filled in by the page.
            if not texts or (call.method != "texts" and not fills(call, needed)):
                wrong.append((folder.name, call))
    assert wrong == []


def fills(call: Call, needed: set[str]) -> bool:
    """Return whether a call gives what its text needs, as far as its source tells.

    Texts that the program chooses from may each need other values, and a mapping may hold any:
    those calls are made at every position of their controls by the tests of their views.
    """
    named = call.values - {"**"}
    return named == needed if call.key and named == call.values else named <= needed


def test_every_text_is_shown() -> None:
    for folder in FOLDERS:
        shown = {id(text) for call in calls_in(folder) for text in texts_of(folder, call)}
        unused = [
            (folder.name, group, key)
            for group, key, text in groups_of(folder).texts()
            if id(text) not in shown
        ]
        assert unused == []


# What `explorerFrame` of drawing.js reads.
SHOWN_BY_FRAME = "words.locked"


def test_every_text_for_a_page_is_read_by_its_script() -> None:
    unread = []
    for script in (folder / "view.js" for folder in FOLDERS if (folder / "view.js").exists()):
        source = script.read_text(encoding="utf-8")
        if "explorerFrame(" in source:
            source += SHOWN_BY_FRAME
        # The script puts some keys together: `${name}_help`.
        unread += [
            (script.parent.name, key)
            for group, key, _ in groups_of(script.parent).texts()
            if group == "page"
            and not re.search(rf"\b{key}\b|\}}_{key.rpartition('_')[2]}\b", source)
        ]
    assert unread == []


def groups_by_id() -> Iterator[tuple[Path, str, set[str]]]:
    """Yield the groups that are asked for an id: their folder, name and keys."""
    for folder in FOLDERS:
        asked = {
            call.group for call in calls_in(folder) if call.method == "text" and call.key is None
        }
        for group in sorted(asked):
            yield folder, group, set(groups_of(folder).root[group])


def test_a_group_indexed_by_ids_has_exactly_these_ids() -> None:
    found = {f"{folder.name}/{group}": keys for folder, group, keys in groups_by_id()}

    assert {name: found.get(name) for name in IDS} == {name: set(ids) for name, ids in IDS.items()}


def test_each_id_of_a_group_is_named_by_its_course() -> None:
    unknown = [
        (folder.name, group, key)
        for folder, group, keys in groups_by_id()
        if f"{folder.name}/{group}" not in IDS
        for key in keys
        if not re.search(
            rf"""["'./]{re.escape(key)}["'.\]]|\b{re.escape(key)}:""", code_around(folder)
        )
    ]

    assert unknown == []


@cache
def code_around(folder: Path) -> str:
    """Return the code and data of an explorer's module, where its ids come from."""
    files = [
        file
        for suffix in ("py", "js", "yaml", "csv")
        for file in folder.parent.rglob(f"*.{suffix}")
        if file.name != WORDS_FILE
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_a_text_without_one_of_its_languages_is_refused(tmp_path: Path) -> None:
    (tmp_path / WORDS_FILE).write_text("advice:\n  full:\n    fr: Plein.\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"words\.yaml:\d+: advice.*full\.en"):
        Wording(str(tmp_path / "view.py"))


def test_a_text_is_shown_in_the_reader_s_language_with_its_values(tmp_path: Path) -> None:
    (tmp_path / WORDS_FILE).write_text(
        "advice:\n  full:\n    fr: 'Occupée à {used}.'\n    en: '{used} full.'\n", encoding="utf-8"
    )
    words = Wording(str(tmp_path / "view.py"))
    try:
        courseware.set_language("fr")
        assert words.text("advice", "full", used="9 %") == "Occupée à 9 %."
        courseware.set_language("en")
        assert words.text("advice", "full", used="9 %") == "9 % full."
        assert words.texts("advice") == {"full": "{used} full."}
    finally:
        courseware.set_language(None)
