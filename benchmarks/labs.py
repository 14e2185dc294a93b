"""Whether each lab's worked answers earn the same marks round after round, and how long that takes.

``.venv/bin/python benchmarks/labs.py [LAB …] [--rounds 20] [--first 1] [--as ROLE] [--json]``

A round runs every lab once as its solution: its own virtual kit, the notebook as a learner
runs it, handed in, graded on its evidence. The round's number is the seed of the kit's radio and
names the learner's draw, and rounds are in French and English by turns. A mark that differs from
the one due is printed with its reason, and the exit code is 1. On a quiet machine a round of all
labs is to end within 6 minutes. With ``--as copied`` the answers are those of a neighbour with
another draw, and with ``--as asking`` the worked answers as they stand, which ask the case itself:
each may earn 30 % of the automatic points at most. With ``--as wrong`` each wrong
solution of ``lab.yaml`` is run, which has to lose its points and no others; with ``--as empty`` a
copy without answers. ``--as all`` is each of them, on what the worked answers measured in that
round: a kit is started once a lab, and what takes real time is done once.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.trials.lab_run import LabRun, role_of, run_lab
from campus5g.draw import Draw
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.language import LANGUAGES, Language

ROUND_WITHIN_S = 360
ALL_ROLES = "all"


@dataclass(frozen=True)
class Run:
    """One lab in one round."""

    lab: str
    role: str
    seed: int
    language: Language
    points: float
    expected_points: float
    as_expected: bool
    seconds: float
    missed: dict[str, str]


def run(lab: Module, seed: int, language: Language, role: str) -> Run:
    """Run a lab in a role, on a kit that is started for it."""
    with start_private_kit(seed=seed) as kit:
        return timed(lab, seed, language, role, kit)


def run_on_one_measurement(lab: Module, seed: int, language: Language) -> Iterator[Run]:
    """Run a lab as its solution, and in every other role on what was measured for it."""
    with start_private_kit(seed=seed) as kit, tempfile.TemporaryDirectory() as folder:
        measured = Path(folder) / "evidence"

        def keep(submitted: Path) -> None:
            shutil.copytree(submitted / "evidence", measured)

        yield timed(lab, seed, language, "solution", kit, before_grading=keep)
        yield timed(lab, seed, language, "empty", kit)
        for role in ["copied", "asking", *wrong_roles(lab)]:
            yield timed(lab, seed, language, role, kit, measured_before=measured)


def timed(
    lab: Module,
    seed: int,
    language: Language,
    role: str,
    kit: PrivateKit,
    *,
    before_grading: Callable[[Path], None] | None = None,
    measured_before: Path | None = None,
) -> Run:
    """Run a lab in a role, see `run_lab`, and keep what it earned and how long it took."""
    began = time.monotonic()
    learner = role_of(lab, role, Draw.named(str(seed)))
    outcome = run_lab(
        lab,
        learner,
        language,
        kit.url,
        kit.token,
        before_grading=before_grading,
        measured_before=measured_before,
    )
    return Run(
        lab=lab.id,
        role=role,
        seed=seed,
        language=language,
        points=outcome.points,
        expected_points=outcome.expected_points,
        as_expected=outcome.as_expected,
        seconds=round(time.monotonic() - began, 1),
        missed=missed(outcome) if role == "solution" or not outcome.as_expected else {},
    )


def missed(outcome: LabRun) -> dict[str, str]:
    """Return why an item earned less than it could, or a measurement does not hold."""
    items = {
        item.id: item.reason
        for item in outcome.items
        if item.points is not None and item.points < item.out_of
    }
    pieces = {
        piece.artefact.name: piece.fault.sentence() for piece in outcome.evidence if piece.fault
    }
    return items | pieces


def rounds(labs: Sequence[Module], numbers: range, role: str) -> Iterator[list[Run]]:
    """Run all labs in every round; as ``wrong``, each of their wrong solutions."""
    for number in numbers:
        language = LANGUAGES[number % len(LANGUAGES)]
        if role == ALL_ROLES:
            yield [each for lab in labs for each in run_on_one_measurement(lab, number, language)]
        else:
            yield [run(lab, number, language, each) for lab in labs for each in roles(lab, role)]


def roles(lab: Module, asked: str) -> list[str]:
    """Return the roles to run a lab in: each wrong solution, where those are asked for."""
    return wrong_roles(lab) if asked == "wrong" else [asked]


def wrong_roles(lab: Module) -> list[str]:
    """Return the roles of a lab's wrong solutions."""
    return [f"wrong:{name}" for name in lab.manifest.wrong]


def tell(runs: Sequence[Run]) -> None:
    """Print a round on one line, and its lost points below."""
    total = sum(each.seconds for each in runs)
    parts = [
        f"{each.lab} {named(each.role)}{each.points:g} ({each.seconds:.0f} s)" for each in runs
    ]
    print(f"{runs[0].seed:3} {runs[0].language} {total:5.0f} s  {'  '.join(parts)}", flush=True)
    for each in runs:
        for what, why in each.missed.items():
            print(f"      {each.lab} {named(each.role)}· {what}: {why}", flush=True)


def named(role: str) -> str:
    """Return a role before its points; the solution goes without saying."""
    return "" if role == "solution" else f"{role.removeprefix('wrong:')} "


def main() -> int:
    """Run the rounds and report whether every mark was earned."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lab", nargs="*", help="run this one only; all by default")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the number of the first round")
    parser.add_argument(
        "--as",
        dest="role",
        choices=["solution", "copied", "empty", "wrong", ALL_ROLES],
        default="solution",
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    labs = (
        [find_module(name) for name in asked.lab]
        if asked.lab
        else [module for module in catalogue() if module.kind == "lab"]
    )
    numbers = range(asked.first, asked.first + asked.rounds)
    done = []
    for runs in rounds(labs, numbers, asked.role):
        done.append(runs)
        if not asked.json:
            tell(runs)
    totals_s = [sum(each.seconds for each in runs) for runs in done]
    stable = all(each.as_expected for runs in done for each in runs)
    if asked.json:
        figures = {
            "rounds": len(done),
            "stable": stable,
            "round_s": totals_s,
            "runs": [asdict(each) for runs in done for each in runs],
        }
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        print(
            f"{len(done)} rounds of {len(labs)} labs: "
            f"{'all marks as due' if stable else 'MARKS DIFFER'}; a round takes "
            f"{statistics.median(totals_s):.0f} s (median), {max(totals_s):.0f} s at most "
            f"(target {ROUND_WITHIN_S} s)"
        )
    return 0 if stable else 1


if __name__ == "__main__":
    sys.exit(main())
