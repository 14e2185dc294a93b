"""``./campus prove``: run the dear tests by name. ``proofs.yaml`` says which they are."""

import argparse
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

HOUSE = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("proofs.yaml")
# A proof ends by itself after the first, and is ended after the second.
NO_NEW_TEST_AFTER_S = 20 * 60
ENDED_AFTER_S = 25 * 60


@dataclass(frozen=True)
class Proof:
    """Dear tests that show one thing.

    Args:
        name: what it is called by.
        shows: what is true when it passes.
        minutes: how long it takes on two quiet cores.
        tests: the folders and files that hold its tests.
        rooms: the folders and files whose change calls for it.
        options: of pytest; with no dear tests of its own, a proof runs those of the gate with them.
    """

    name: str
    shows: str
    minutes: int
    tests: tuple[Path, ...]
    rooms: tuple[Path, ...]
    options: tuple[str, ...] = ()

    def closeness(self, test: Path) -> int:
        """Return by how many parts of its path this proof names a test; 0 if not at all."""
        return max((len(each.parts) for each in self.tests if test.is_relative_to(each)), default=0)

    def concerns(self, changed: Path) -> bool:
        """Return whether a change of a file calls for this proof."""
        return any(changed.is_relative_to(each) for each in (*self.rooms, *self.tests))


def load_proofs() -> list[Proof]:
    """Return the proofs of the table, in its order."""
    return [
        Proof(
            name,
            row["shows"],
            row["minutes"],
            tuple(HOUSE / each for each in row["tests"]),
            tuple(HOUSE / each for each in row["rooms"]),
            tuple(row.get("options", ())),
        )
        for name, row in yaml.safe_load(TABLE.read_text()).items()
    ]


def proof_of(test: Path, proofs: list[Proof]) -> Proof | None:
    """Return the proof that names a test's file most closely."""
    closest = max(proofs, key=lambda proof: proof.closeness(test))
    return closest if closest.closeness(test) else None


def changed_files() -> list[Path]:
    """Return what this branch has changed since it left main, committed or not.

    On main: since the commit that its upstream has, or the one before.
    """
    for base in ("main", "@{upstream}", "HEAD~1"):
        merge_base = _git("merge-base", "HEAD", base)
        if merge_base and merge_base != _git("rev-parse", "HEAD"):
            break
    names = [
        *_git("diff", "--name-only", merge_base or "HEAD").splitlines(),
        *_git("ls-files", "--others", "--exclude-standard").splitlines(),
    ]
    return [HOUSE / name for name in names]


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=HOUSE, capture_output=True, check=False, text=True)
    return done.stdout.strip()


def run(proof: Proof, options: list[str]) -> int:
    """Run a proof's tests in their bound, with these options of pytest; return the exit code."""
    program = subprocess.Popen(
        [
            *(sys.executable, "tests/contained_run.py", str(ENDED_AFTER_S)),
            *(sys.executable, "-m", "pytest", "-n", "4", "--nbval-lax", "--nbval-current-env"),
            f"--junit-xml=build/proofs/{proof.name}.xml",
            *([f"--proof={proof.name}"] if proof.tests else []),
            *("-o", f"session_timeout={NO_NEW_TEST_AFTER_S}"),
            *("-o", f"faulthandler_timeout={NO_NEW_TEST_AFTER_S}"),
            *(each.format(seed=secrets.token_hex(4)) for each in proof.options),
            *options,
            *(str(each.relative_to(HOUSE)) for each in proof.tests),
        ],
        cwd=HOUSE,
    )
    try:
        return program.wait()
    except KeyboardInterrupt:
        # Who pressed Ctrl-C told it, too: it ends what it has started.
        program.wait()
        raise


def listed(proofs: list[Proof]) -> str:
    """Return a line for each proof."""
    return "\n".join(f"  {proof.name:10} {proof.minutes:3} min  {proof.shows}" for proof in proofs)


def main() -> int:
    """Run the proofs that the command line names."""
    proofs = load_proofs()
    parser = argparse.ArgumentParser(
        prog="campus prove",
        description="Run dear tests by name, one proof after the other; without a name, list them.",
        epilog="proofs:\n" + listed(proofs),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a proof; after --: options of pytest"
    )
    parser.add_argument("--all", action="store_true", help="all proofs")
    parser.add_argument(
        "--changed", action="store_true", help="those whose rooms this branch has changed"
    )
    words, options = sys.argv[1:], []
    if "--" in words:
        end = words.index("--")
        words, options = words[:end], words[end + 1 :]
    parser.add_argument("--dry-run", action="store_true", help="only say which would run")
    asked = parser.parse_args(words)
    known = {proof.name for proof in proofs}
    if unknown := [name for name in asked.names if name not in known]:
        names = ", ".join(unknown)
        print(f"campus: there is no proof {names}. There are:\n{listed(proofs)}", file=sys.stderr)
        return 2
    changed = changed_files() if asked.changed else []
    chosen = [
        proof
        for proof in proofs
        if asked.all or proof.name in asked.names or any(proof.concerns(each) for each in changed)
    ]
    if not chosen:
        print("No proof is called for by what has changed." if asked.changed else listed(proofs))
        return 0
    if asked.dry_run:
        print(listed(chosen))
        return 0
    return prove(chosen, options)


def prove(proofs: list[Proof], options: list[str]) -> int:
    """Run proofs one after the other, also after one has failed; return the exit code."""
    lines, failed = [], False
    try:
        for proof in proofs:
            print(f"\n{proof.name}: {proof.shows}", flush=True)
            began_s = time.monotonic()
            code = run(proof, options)
            failed |= code != 0
            minutes = (time.monotonic() - began_s) / 60
            lines.append(f"  {proof.name:10} {'failed' if code else 'passed'} {minutes:5.1f} min")
    except KeyboardInterrupt:
        lines.append("  interrupted")
        failed = True
    print("\nProofs:\n" + "\n".join(lines))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
