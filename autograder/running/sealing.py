"""Test cells under seal, seen from the grader: ask before, run, ask after, judge what counts.

The child's side is `autograder.inside.seal`. What comes from there is signed, and still checked
against what the grader knows by itself: how many statements the test has, what its canaries must
give, which outputs may count.
"""

import ast
import functools
import hmac
import json
import math
import secrets
import tokenize
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode, from_dict

from autograder.inside.frames import JSON
from autograder.inside.seal import TAG, keyed, tag
from autograder.language import t
from autograder.running.conversation import OutOfTimeError
from autograder.running.hostile import Tampering
from autograder.running.result import Suspicion
from autograder.running.sealed_cell import SealedCell
from autograder.running.sealing_findings import suspicion

_PROBE_S = 10.0
# A whole class has the same tests, so what follows from their text is computed once.
_once_a_class = functools.lru_cache(maxsize=1024)
_SKIP_TAG = "skip-execution"
_ROUNDING = 0.01
_RECORD = {
    "found": list,
    "differed": list,
    "theirs": list | None,
    "their_number": str | None,
    "canaries": list,
    "number": str | None,
    "execution_count": int,
    "seen": dict | None,
}
_SEEN = {
    "reached": int,
    "failed": bool,
    "shown": str | None,
    "own_type": bool,
    "intact": bool,
    "code": str | None,
}


class Sealing:
    """The `Seal` of one notebook: make a new one for every run.

    `key` is the secret that the child's side signs with; it is to be handed to it before the
    notebook's first cell.
    """

    def __init__(self) -> None:
        self.key = secrets.token_hex(32)
        self._mac = keyed(bytes.fromhex(self.key))

    def __call__(self, sealed: SealedCell) -> tuple[Suspicion, ...]:
        """Run the test cell and settle its outputs; return the suspicions."""
        judgement = _Judgement(sealed, self._mac)
        return judgement.isolated() if sealed.isolation == "process" else judgement.reached()


class _Judgement:
    """One test cell's way from the first question to the verdict."""

    def __init__(self, sealed: SealedCell, mac: Any) -> None:
        self._sealed = sealed
        self._cell = sealed.cell
        self._mac = mac
        self._run_nonce = ""
        self._found: dict[str, set[str]] = {}

    def isolated(self) -> tuple[Suspicion, ...]:
        """Run the cell where no learner's code runs: its outputs are the test's own."""
        try:
            reply = self._sealed.examiner.run(self._sealed)
        except Exception:
            self._cell.outputs.append(_unfinished())
            raise
        self._require_an_error(failed=reply["status"] != "ok")
        return self._verdict()

    def reached(self) -> tuple[Suspicion, ...]:
        """Ask, run, ask again; return the verdict."""
        try:
            seen = self._ask_and_run()
        except Exception:
            # nbgrader would take the silence of an unfinished test for success.
            self._cell.outputs.append(_unfinished())
            self._keep_result(None)
            raise
        self._keep_result(seen)
        return self._verdict()

    def _verdict(self) -> tuple[Suspicion, ...]:
        if _SKIP_TAG in self._cell.metadata.get("tags", []):
            self._note("skip-tag")
        index = self._sealed.index
        return tuple(suspicion(index, code, names) for code, names in self._found.items())

    def _ask_and_run(self) -> JSON | None:
        """Return what the child's side saw of the run; None if it may still be running."""
        sealed, cell = self._sealed, self._cell
        before = self._probe("before")
        self._judge_state(before, before["found"], "replaced")
        self._run_nonce = self._nonce
        reply = sealed.run(cell.source)
        if sealed.conversation.busy:
            return None
        after = self._probe("after")
        news = [name for name in after["found"] if name not in before["found"]]
        self._judge_state(after, news, "replaced-meanwhile")
        self._judge_run(before, after, reply)
        seen: JSON | None = after["seen"]
        return seen

    def _note(self, code: str, *names: str) -> None:
        self._found.setdefault(code, set()).update(names)

    def _probe(self, when: str) -> JSON:
        """Ask the child's side; returns its record, whose signature is right."""
        self._nonce = secrets.token_hex(16)
        self._canaries = _canaries()
        self._number = round(0.1 + secrets.randbelow(8_000) / 10_000, 4)
        request = {
            "cell": self._sealed.index,
            "when": when,
            "nonce": self._nonce,
            "quiet": _ends_quietly(self._cell.source),
            "helpers": _dotted_names(self._cell.source),
            "imports": _imported_modules(self._cell.source),
            "canaries": [code for code, _ in self._canaries],
            "number": self._number,
        }
        try:
            answer = self._sealed.conversation.probe(request, _PROBE_S)
        except TimeoutError:
            raise OutOfTimeError from None
        text, signature = answer.get("record"), answer.get("tag")
        if (
            isinstance(text, str)
            and isinstance(signature, str)
            and hmac.compare_digest(signature.encode(), tag(self._mac, self._nonce, text).encode())
        ):
            record = _read(text)
            if record is not None:
                return record
        raise _forged_answer()

    def _judge_state(self, record: JSON, found: list[str], code: str) -> None:
        """Judge what the child's side reports about the interpreter around the test."""
        if found:
            self._note(code, *found)
        if not self._failed_as_they_must(record["canaries"]):
            self._note("canary")
        if record["theirs"] is not None and not self._failed_as_they_must(record["theirs"]):
            self._note("hooks", *record["differed"])
        for shown in (record["number"], record["their_number"]):
            value = _as_number(shown)
            if value is not None and not math.isclose(value, self._number, abs_tol=_ROUNDING):
                self._note("number")

    def _failed_as_they_must(self, answers: list[list[str] | None]) -> bool:
        return len(answers) == len(self._canaries) and all(
            answer is None
            if expected is None
            else answer is not None
            and answer[0] == expected[0]
            and (not expected[1] or answer[1] == expected[1])
            for answer, (_, expected) in zip(answers, self._canaries, strict=True)
        )

    def _judge_run(self, before: JSON, after: JSON, reply: JSON) -> None:
        seen = after["seen"]
        if (
            seen is None
            or seen["code"] != self._cell.source
            or after["execution_count"] != before["execution_count"] + 1
        ):
            self._note("not-run")
            return
        if not seen["intact"]:
            self._note("replaced-meanwhile", "shell")
        tree = _tree(self._cell.source)
        failed = seen["failed"] or (tree is not None and seen["reached"] != len(tree.body))
        silent = self._require_an_error(failed=failed or reply["status"] != "ok")
        if silent or (failed and reply["status"] == "ok"):
            self._note("unfinished")

    def _require_an_error(self, *, failed: bool) -> bool:
        """Add an error to a test that failed and shows none: nbgrader would call it passed."""
        silent = failed and not any(each.output_type == "error" for each in self._cell.outputs)
        if silent:
            self._cell.outputs.append(_unfinished())
        return silent

    def _keep_result(self, seen: JSON | None) -> None:
        """Leave in the cell one result at most: the one that the test itself has shown.

        nbgrader takes the first result that it finds for a score, so every other one becomes a
        display: it looks the same and counts for nothing.
        """
        genuine = None
        for output in self._cell.outputs:
            if output.output_type != "execute_result":
                continue
            if genuine is not None:
                self._discount(genuine)
            genuine = output
            if not self._is_tagged(output):
                self._discount(output)
                genuine = None
        shown = None if seen is None or seen["failed"] else seen["shown"]
        if genuine is not None and genuine.data.get("text/plain") != shown:
            self._discount(genuine)
            genuine = None
        if seen is None or _as_number(shown) is None:
            return
        if genuine is None:
            self._note("hidden-result")
        if seen["own_type"]:
            self._note("own-number")

    def _is_tagged(self, output: NotebookNode) -> bool:
        text, signature = output.data.get("text/plain", ""), output.metadata.pop(TAG, None)
        if not isinstance(text, str) or not isinstance(signature, str):
            return False
        proof = tag(self._mac, self._run_nonce, text)
        return hmac.compare_digest(signature.encode(), proof.encode())

    def _discount(self, output: NotebookNode) -> None:
        """Turn a result into a display."""
        output.output_type = "display_data"
        output.pop("execution_count", None)
        if _as_number(output.data.get("text/plain", "")) is not None:
            self._note("forged-result")


def _read(text: str) -> JSON | None:
    """Return a record if it has the form of one."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not _fits(record, _RECORD):
        return None
    seen = record["seen"]
    if seen is not None and not _fits(seen, _SEEN):
        return None
    answers = [*record["canaries"], *(record["theirs"] or [])]
    names = [*record["found"], *record["differed"]]
    whole = all(isinstance(name, str) for name in names) and all(
        answer is None or (isinstance(answer, list) and len(answer) == 2) for answer in answers
    )
    return record if whole else None


def _fits(record: JSON, form: dict[str, Any]) -> bool:
    return all(key in record and isinstance(record[key], kind) for key, kind in form.items())


def _unfinished() -> NotebookNode:
    sentence = t(
        fr="Ce test a commencé mais ne s’est jamais terminé.",
        en="This test started but never finished.",
    )
    read: Any = from_dict  # untyped
    output: NotebookNode = read(
        {
            "output_type": "error",
            "ename": "Unfinished",
            "evalue": sentence,
            "traceback": [sentence],
        }
    )
    return output


def _forged_answer() -> Tampering:
    return Tampering(
        "forged-answer",
        fr="Le programme a répondu à la place du contrôle des tests.",
        en="The program answered in place of the check on tests.",
    )


def _canaries() -> list[tuple[str, tuple[str, str] | None]]:
    """Return statements and the error that each must give (its name, its text), or None."""
    low = secrets.randbelow(10**6)
    word = secrets.token_hex(4)
    return [
        (f"assert {low} == {low + 1}, '{word}'", ("AssertionError", word)),
        (f"assert [{low}] == [{low}.5], '{word}'", ("AssertionError", word)),
        (f"{{}}['{word}']", ("KeyError", f"'{word}'")),
        (f"assert not '{word}'", ("AssertionError", "")),
        (f"assert '{word}' == '{word}'", None),
    ]


@_once_a_class
def _tree(code: str) -> ast.Module | None:
    """Return a cell as IPython would parse it; None for one that cannot be parsed."""
    try:
        manager: Any = TransformerManager  # untyped
        text: str = manager().transform_cell(code)
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


@_once_a_class
def _dotted_names(code: str) -> tuple[str, ...]:
    """Return the dotted names in a test, such as ``np.testing.assert_allclose``."""
    tree = _tree(code)
    if tree is None:
        return ()
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    dotted = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and _is_dotted(node)
    }
    return tuple(sorted(name for name in dotted if name.partition(".")[0] not in imported))


@_once_a_class
def _imported_modules(code: str) -> tuple[str, ...]:
    """Return the names of the top-level modules that a test imports."""
    names: set[str] = set()
    for node in ast.walk(_tree(code) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return tuple(sorted({name.partition(".")[0] for name in names}))


def _is_dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


@_once_a_class
def _ends_quietly(code: str) -> bool:
    """Return whether a cell ends with a semicolon: its result is not to be shown then."""
    hook: Any = DisplayHook  # untyped
    try:
        return bool(hook.semicolon_at_end_of_expression(code))
    except (SyntaxError, tokenize.TokenError):
        return False


def _as_number(text: object) -> float | None:
    """Return what nbgrader would read as a score in a result's text."""
    try:
        return float(text) if isinstance(text, str) else None
    except ValueError:
        return None
