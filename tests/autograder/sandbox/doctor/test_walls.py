"""Every attempt to break out, made at each level: what a level promises holds."""

import json
import os
from dataclasses import asdict, replace

import pytest
from confined_programs import LIMITS as ROOMY
from confined_programs import WORKSPACE, printed

from autograder.language import set_language
from autograder.limits import MEBIBYTE
from autograder.sandbox import Environment, Level, Nursery
from autograder.sandbox.doctor.attempts import attempt_names
from autograder.sandbox.doctor.examination import Finding, examine, laid_bait
from autograder.sandbox.doctor.sentences import sentence

LIMITS = replace(ROOMY, cpu_s=1, file_bytes=MEBIBYTE)
# The docstring of Level.LANDLOCK says so.
NOT_PROMISED_WITHOUT_NAMESPACES = {"know_host_name", "fill_disk"}
# Root stays root there if no other user can reach the interpreter; then the doctor says so.
ONLY_AS_ROOT = {"be_root"} if os.geteuid() == 0 else set()


def broken(findings: list[Finding]) -> set[str]:
    return {finding.name for finding in findings if not finding.held}


def promised(findings: list[Finding]) -> set[str]:
    return {finding.name for finding in findings if finding.promised}


def test_no_attempt_gets_through_the_namespaces() -> None:
    findings = examine(Level.NAMESPACES)

    assert broken(findings) == set()
    assert promised(findings) == {finding.name for finding in findings}


@pytest.mark.proof
def test_without_namespaces_the_level_keeps_its_promises() -> None:
    findings = examine(Level.LANDLOCK)

    assert broken(findings) & promised(findings) <= ONLY_AS_ROOT
    assert broken(findings) - promised(findings) <= NOT_PROMISED_WITHOUT_NAMESPACES


@pytest.mark.proof
def test_without_walls_the_same_attempts_succeed() -> None:
    findings = examine(Level.UNSAFE)

    assert promised(findings) == set()
    # What a host may forbid on its own account (bpf, io_uring, modules …) is left out.
    assert broken(findings) >= {
        "read_gradebook",
        "list_course",
        "change_gradebook",
        "lock_gradebook_away",
        "see_other_processes",
        "signal_other_process",
        "limit_other_process",
        "trace_own_child",
        "take_descriptor",
        "connect_out",
        "connect_by_name",
        "connect_by_path",
        "send_datagram",
        "know_host_name",
        "hide_memory",
        "share_memory",
        "gain_privileges",
        "fill_disk",
    }


@pytest.mark.proof
@pytest.mark.parametrize("level", [Level.NAMESPACES, Level.LANDLOCK])
def test_a_fork_of_the_warm_parent_has_the_same_walls(level: Level) -> None:
    # The doctor compares what arrived, and what was open, outside of the attempts.
    names = set(attempt_names()) - {"send_datagram", "find_open_files"}
    with (
        laid_bait() as bait,
        Nursery(Environment(), level) as nursery,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure,
    ):
        code = f"""
import json
from autograder.sandbox.doctor.attempts import Attempts, outcome_of
bait = json.loads({json.dumps({**bait.facts, **asdict(LIMITS)})!r})
for name in {sorted(names)}:
    print(name, outcome_of(getattr(Attempts(bait), name)))
"""
        confined = enclosure.spawn({})
        with confined.channel:
            outcomes = dict(line.split() for line in printed(confined, code).splitlines())

        assert not bait.was_reached()
    through = {name for name, outcome in outcomes.items() if outcome != "held"}
    assert outcomes.keys() == names
    if level is Level.NAMESPACES:
        assert through == set()
    else:
        assert through <= NOT_PROMISED_WITHOUT_NAMESPACES | ONLY_AS_ROOT


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_attempt_has_its_sentence(language: str) -> None:
    set_language("fr" if language == "fr" else "en")
    try:
        said = {
            name: {sentence(name, held=True), sentence(name, held=False)}
            for name in (*attempt_names(), "outlive", "take_memory_together")
        }
    finally:
        set_language(None)

    assert [name for name, texts in said.items() if len(texts) != 2] == []
    assert [text for texts in said.values() for text in texts if not text.endswith(".")] == []
