"""The seal of test cells, inside the confined process.

Learners' code and tests share one interpreter. Before a test cell runs, the seal brings back what
the learner's code may have changed of the interpreter and of IPython; while it runs, it counts
the statements that came to their end and tags the result that the cell itself shows; afterwards
it looks again. It says what it found and signs it: the key is kept where Python code can use it
but not read it, so that nobody else speaks in the seal's name.

One process cannot guarantee more: code that finds its way to this object, or that reads and
writes the interpreter's memory, can imitate all of this. Test cells with ``isolation: process``
are out of its reach.
"""

import builtins
import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
from hashlib import blake2b
from operator import is_
from types import CodeType, FrameType
from typing import Any

from autograder.inside import canary
from autograder.inside.frames import JSON
from autograder.inside.seal_hooks import Hooks, Undo
from autograder.inside.seal_origin import Origin, recorded_origin
from autograder.inside.seal_parts import Parts
from autograder.inside.seal_watch import Watch

globals()["__builtins__"] = dict(vars(builtins))

TAG = "autograder_tag"
"""The name in a result's metadata under which the seal puts its tag."""


def keyed(key: bytes) -> Any:
    """Return what `tag` signs with."""
    return blake2b(key=key, digest_size=16)


def tag(mac: Any, nonce: str, text: str) -> str:
    """Return the proof that `text` answers the question `nonce`."""
    mac = mac.copy()
    mac.update(f"{nonce}\n{text}".encode())
    digest: str = mac.hexdigest()
    return digest


_NO_RECORD: JSON = {
    "found": [],
    "differed": [],
    "theirs": None,
    "their_number": None,
    "canaries": [],
    "number": None,
    "execution_count": 0,
    "seen": None,
}

_prepared: list[tuple[Origin, Parts, Hooks]] = []


def record_originals(shell: Any) -> None:
    """Record in the warm parent what is the same in every confined process."""
    if not _prepared:
        origin = recorded_origin()
        _prepared.append((origin, Parts(origin), Hooks(shell, origin)))


class Seal:
    """Answers the grader's probes, and watches the cell between two of them.

    It is made before the notebook's first cell. `key` is 16 to 64 secret bytes in hexadecimal,
    `channel` the descriptor of the grader's channel (-1: none to look after), `variables` those of
    the environment on which tests rely.
    """

    def __init__(
        self,
        shell: Any,
        key: str,
        channel: int = -1,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._shell = shell
        self._mac = keyed(bytes.fromhex(key))
        record_originals(shell)
        self._origin, self._parts, self._hooks = _prepared[0]
        self._origin.settle()
        self._parts.hide_own()
        self._hooks.settle(variables)
        self._watch = Watch(self._origin)
        self._channel = channel
        self._channel_inode = _inode(channel)
        self._theirs: list[Undo] = []
        self._tried: list[list[str]] = []
        self._watching: _Watching | None = None
        # Bound now, so that it is these functions that look, whatever becomes of their classes.
        self._restore_parts = self._parts.restore
        self._restore_hooks = self._hooks.restore
        self._restore_rewritten = self._watch.restore
        self._masked = self._parts.masked
        self._shadowed = self._parts.shadowed
        # What is frozen is not among the objects that `gc` lists, unless somebody thaws it.
        gc.freeze()
        self._thawings: list[bool] = []
        gc.unfreeze = _noticed(gc.unfreeze, self._thawings)

    def probed(self, request: JSON) -> JSON:
        """Answer the probe before or after a test cell.

        Args:
            request: ``when`` ("before" or "after"), ``cell``, ``nonce``, ``quiet`` (whether the
                cell ends with a semicolon), ``helpers`` (dotted names in the test), ``imports``
                (top-level modules that it imports), ``canaries`` (statements to run) and
                ``number`` (to be formatted). Between the two probes the hooks are the original
                ones.

        Returns:
            ``cell``, ``record`` (JSON text) and its ``tag``. The record holds ``found`` (what
            differed that no lesson changes), ``differed`` (hooks that lessons do change),
            ``theirs`` and ``their_number`` (what canaries and number gave with the notebook's own
            hooks, the first time that these differed), ``canaries`` and ``number`` (what they
            gave with the original ones), ``execution_count``, and, afterwards, ``seen`` (see
            `_Watching.end`).
        """
        try:
            record = self._record(request)
        except Exception as error:  # whatever an object of the notebook's does when looked at
            record = {**_NO_RECORD, "found": [f"probe: {type(error).__name__}"]}
        text = json.dumps(record)
        return {
            "cell": request["cell"],
            "record": text,
            "tag": tag(self._mac, request["nonce"], text),
        }

    def _record(self, request: JSON) -> JSON:
        record = dict(_NO_RECORD)
        if self._watching is not None:
            record["seen"] = self._watching.end()
            self._watching = None
        record["found"] = [
            *self._look(),
            *self._masked(request["helpers"], self._shell.user_module.__dict__),
            *self._shadowed(request["imports"]),
        ]
        record["differed"], undo = self._restore_hooks()
        if undo and request["when"] == "before" and record["differed"] not in self._tried:
            self._tried.append(record["differed"])
            for step in undo:
                step()
            record["theirs"] = [
                self._run_canary(code, formatted=index == 0)
                for index, code in enumerate(request["canaries"])
            ]
            record["their_number"] = canary.show(self._shell, request["number"])
            record["differed"], undo = self._restore_hooks()
        record["canaries"] = self._run_canaries(request["canaries"])
        record["number"] = canary.show(self._shell, request["number"])
        record["execution_count"] = self._shell.execution_count
        self._theirs += undo
        if request["when"] == "before":
            self._watching = _Watching(self._shell, self._watch, self._origin, self._tag(request))
            self._watching.begin(quiet=request["quiet"])
        else:
            for step in self._theirs:
                step()
            self._theirs = []
        return record

    def _tag(self, request: JSON) -> Any:
        mac, nonce = self._mac, request["nonce"]
        return lambda text: tag(mac, nonce, text)

    def _look(self) -> list[str]:
        found = self._restore_parts() + self._restore_rewritten()
        if self._watch.hooked:
            self._watch.hooked = False
            found.append("sys.addaudithook")
        if self._watch.traced:
            self._watch.traced = False
            found.append("sys.settrace")
        if self._thawings:
            self._thawings.clear()
            found.append("gc.unfreeze")
        if _inode(self._channel) != self._channel_inode:
            found.append("channel")
        return found

    def _run_canary(self, code: str, *, formatted: bool) -> canary.Answer:
        try:
            return canary.run(self._shell, code, formatted=formatted)
        except BaseException as error:
            return [type(error).__name__, ""]

    def _run_canaries(self, canaries: list[str]) -> list[canary.Answer]:
        try:
            return canary.run_each(self._shell, canaries)
        except BaseException as error:
            return [[type(error).__name__, ""] for _ in canaries]


def _noticed(unfreeze: Callable[[], None], thawings: list[bool]) -> Callable[[], None]:
    def noticed() -> None:
        thawings.append(True)
        unfreeze()

    return noticed


def _inode(descriptor: int) -> int:
    try:
        return os.fstat(descriptor).st_ino if descriptor >= 0 else 0
    except OSError:
        return -1


class _Watching:
    """The shell while a test cell runs: statements counted, the result tagged, no history yet."""

    def __init__(self, shell: Any, watch: Watch, origin: Origin, sign: Any) -> None:
        self._shell = shell
        self._watch = watch
        self._origin = origin
        self._sign = sign
        self._code: CodeType | None = None
        self._showing: FrameType | None = None
        self._withheld: tuple[int, str, str] | None = None
        self._place = 0
        self._reached = 0
        self._failed = False
        self._shown: str | None = None
        self._own_type = False

    def begin(self, *, quiet: bool) -> None:
        """Start watching the next cell."""
        shell = self._shell
        hook, history = shell.displayhook, shell.history_manager
        self._run_code = shell.run_code
        self._store_inputs = history.store_inputs
        self._write = hook.write_format_data
        self._trapped = shell.display_trap.hook
        # One object each, so that it can be told whether it is still there.
        self._ours = (self._run, self._tagged, (lambda: quiet), self._show)
        shell.__dict__["run_code"] = self._ours[0]
        hook.__dict__["write_format_data"] = self._ours[1]
        hook.__dict__["quiet"] = self._ours[2]
        shell.display_trap.hook = self._ours[3]
        history.__dict__["store_inputs"] = self._withhold

    def end(self) -> JSON:
        """Stop watching and return what was seen.

        Returns:
            ``reached`` (how many of the cell's statements came to their end), ``failed`` (whether
            one did not), ``shown`` (the text of the result that the cell itself showed, if any),
            ``own_type`` (whether that result's type is the notebook's own), ``intact`` (whether
            the seal is still in place) and ``code`` (what was run).
        """
        shell = self._shell
        theirs = (
            shell.__dict__.pop("run_code", None),
            shell.displayhook.__dict__.pop("write_format_data", None),
            shell.displayhook.__dict__.pop("quiet", None),
            shell.display_trap.hook,
        )
        intact = all(map(is_, theirs, self._ours))
        shell.display_trap.hook = self._trapped
        shell.history_manager.__dict__.pop("store_inputs", None)
        if self._withheld is not None:
            self._hand_over(*self._withheld)
        return {
            "reached": self._reached,
            "failed": self._failed,
            "shown": self._shown,
            "own_type": self._own_type,
            "intact": intact,
            "code": None if self._withheld is None else self._withheld[-1],
        }

    def _withhold(self, line: int, source: str, raw: str | None = None) -> None:
        """Keep the test's text out of the history for as long as it runs: its place stays empty."""
        if self._withheld is None:
            raw = source if raw is None else raw
            self._withheld = (line, source, raw)
            self._place = len(self._shell.history_manager.input_hist_raw)
            if not self._shell.history_manager._exit_re.match(raw.strip()):
                source = raw = ""
        self._store_inputs(line, source, raw)

    def _hand_over(self, line: int, source: str, raw: str) -> None:
        """Put the test's text into its place in the history."""
        history, names = self._shell.history_manager, self._shell.user_ns
        source, raw = source.rstrip("\n"), raw.rstrip("\n")
        for texts, text in ((history.input_hist_parsed, source), (history.input_hist_raw, raw)):
            if texts[self._place : self._place + 1] == [""]:
                texts[self._place] = text
        if (line, "", "") in history.db_input_cache:
            entry = history.db_input_cache.index((line, "", ""))
            history.db_input_cache[entry] = (line, source, raw)
        if history._i00 == "":
            history._i00 = raw
        if names.get(f"_i{line}") == "":
            names[f"_i{line}"] = raw

    async def _run(self, code_obj: CodeType, result: Any = None, *, async_: bool = False) -> bool:
        """Run a statement as the shell does; the test's own ones are counted."""
        if self._code is not None:  # the test itself runs a cell
            return bool(await self._run_code(code_obj, result, async_=async_))
        self._code = code_obj
        self._watch.test_file = code_obj.co_filename
        failed = True
        try:
            failed = bool(await self._run_code(code_obj, result, async_=async_))
        finally:
            self._code = None
            self._watch.test_file = None
            if failed:
                self._failed = True
            else:
                self._reached += 1
        return failed

    def _show(self, value: object = None) -> None:
        """Show a value; the test's own result goes out with a tag."""
        if sys._getframe(1).f_code is self._code:
            self._showing = sys._getframe()
            self._own_type = not self._origin.installed_class(type(value))
        self._shell.displayhook(value)
        self._showing = None

    def _tagged(self, format_dict: JSON, md_dict: JSON | None = None) -> None:
        # Called by the display hook's __call__, and that by `_show` only for the test's result.
        if self._showing is not None and sys._getframe(2) is self._showing:
            text = format_dict.get("text/plain")
            self._shown = text if type(text) is str else ""
            md_dict = {**(md_dict or {}), TAG: self._sign(self._shown)}
        self._write(format_dict, md_dict)
