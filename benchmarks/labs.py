"""Whether each lab's worked answers earn the same marks round after round, and how long that takes.

``.venv/bin/python benchmarks/labs.py [--rounds 20] [--lab ID …] [--as copied] [--json]``

A round runs every lab once as its solution: its own virtual kit, the notebook as a learner
runs it, handed in, graded on its evidence. The round's number is the seed of the kit's radio and
names the learner's draw, and rounds are in French and English by turns. A mark that differs from
the one due is printed with its reason, and the exit code is 1. On a quiet machine a round of all
labs is to end within 6 minutes. With ``--as copied`` the answers are those of a neighbour with
another draw, which may earn 30 % of the automatic points at most.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.trials.lab_run import LabRun, role_of, run_lab
from campus5g.draw import Draw
from campus5g.kit.starting.private import start_private_kit
from campus5g.language import LANGUAGES, Language

ROUND_WITHIN_S = 360


@dataclass(frozen=True)
class Run:
    """One lab in one round."""

    lab: str
    seed: int
    language: Language
    points: float
    expected_points: float
    as_expected: bool
    seconds: float
    missed: dict[str, str]


def run(lab: Module, seed: int, language: Language, role: str) -> Run:
    """Run a lab in a role, on a kit that is started for it."""
    began = time.monotonic()
    with start_private_kit(seed=seed) as kit:
        learner = role_of(lab, role, Draw.named(str(seed)))
        outcome = run_lab(lab, learner, language, kit.url, kit.token)
    return Run(
        lab=lab.id,
        seed=seed,
        language=language,
        points=outcome.points,
        expected_points=outcome.expected_points,
        as_expected=outcome.as_expected,
        seconds=round(time.monotonic() - began, 1),
        missed={} if role == "copied" else missed(outcome),
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


def rounds(labs: Sequence[Module], count: int, role: str) -> Iterator[list[Run]]:
    """Run all labs in every round."""
    for number in range(1, count + 1):
        yield [run(lab, number, LANGUAGES[number % len(LANGUAGES)], role) for lab in labs]


def tell(number: int, runs: Sequence[Run]) -> None:
    """Print a round on one line, and its lost points below."""
    total = sum(each.seconds for each in runs)
    parts = [f"{each.lab} {each.points:g} ({each.seconds:.0f} s)" for each in runs]
    print(f"{number:3} {runs[0].language} {total:5.0f} s  {'  '.join(parts)}", flush=True)
    for each in runs:
        for what, why in each.missed.items():
            print(f"      {each.lab} · {what}: {why}", flush=True)


def main() -> int:
    """Run the rounds and report whether every mark was earned."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--lab", action="append", help="run this one only; may be repeated")
    parser.add_argument("--as", dest="role", choices=["solution", "copied"], default="solution")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    labs = (
        [find_module(name) for name in asked.lab]
        if asked.lab
        else [module for module in catalogue() if module.kind == "lab"]
    )
    done = []
    for number, runs in enumerate(rounds(labs, asked.rounds, asked.role), start=1):
        done.append(runs)
        if not asked.json:
            tell(number, runs)
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
