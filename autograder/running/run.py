"""Run one notebook in a sandbox: the same cells, limits and outputs as nbgrader's Execute."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import NoSuchKernel
from nbformat import NotebookNode, ValidationError

from autograder.inside.frames import JSON
from autograder.language import t
from autograder.limits import Limits
from autograder.running.assembly import assemble
from autograder.running.choice import command, own_kernelspec
from autograder.running.conversation import (
    Conversation,
    GoneError,
    OutOfTimeError,
    TooManyValuesError,
    TooMuchOutputError,
)
from autograder.running.examination import NOTHING_KNOWN, Examination
from autograder.running.hostile import Message, Tampering, forged
from autograder.running.result import CellRun, Executor, NotebookRun, Suspicion
from autograder.running.sealed_cell import Seal, SealedCell
from autograder.running.sealing_isolated import Examiner
from autograder.sandbox import Confined, Enclosure, Ended
from autograder.status import Status

if TYPE_CHECKING:
    from nbgrader.preprocessors import Execute

_GRADING = {"NBGRADER_EXECUTION": "autograde"}
_LAST_WORDS_S = 15.0
# How many times a cell is told to stop, nbclient's ``iopub_timeout`` apart: after an interrupt a
# kernel still draws every figure that the cell has opened, twice, and only another interrupt ends
# that.
_INTERRUPTS = 8
_KILLED_WITHIN_S = 60.0
_NEVER_RAN = Ended(exit_code=None, signal=None, cpu_s=0.0, peak_memory_bytes=0, out_of_memory=False)


def run_notebook(
    nb: NotebookNode,
    enclosure: Enclosure,
    limits: Limits,
    *,
    sealed: Mapping[int, str] | None = None,
    seal: Seal | None = None,
    examination: Examination = NOTHING_KNOWN,
    execute: "Execute | None" = None,
    variables: Mapping[str, str] = _GRADING,
    own_kernel: bool = False,
) -> NotebookRun:
    """Run the code cells of a notebook, as nbgrader's Execute would, in a process of its own.

    Fills in the outputs, execution counts, widget state and ``language_info`` as nbclient does;
    timings are not recorded in the notebook. Never raises for what a notebook does.

    Args:
        nb: the notebook; changed in place.
        enclosure: the sandbox of the submission.
        limits: ceilings; `Limits.cell_s` stands for ``c.Execute.timeout``.
        sealed: isolation ("shell" or "process") of each test cell, by its index.
        seal: runs the cells in `sealed`, usually a new `autograder.running.sealing.Sealing`.
        examination: what is known of the tests with isolation "process".
        execute: nbgrader's preprocessor as the course configures it; nbgrader's defaults if None.
        variables: environment variables of the notebook.
        own_kernel: run the notebook's own kernel even where a fork of the warm parent would do.
            In its own kernel, as in one of another language, test cells are not sealed.
    """
    if execute is None:
        from nbgrader.preprocessors import Execute

        execute = Execute()
    if sealed and seal is None:
        raise ValueError("Test cells are to be sealed, but no seal was given.")
    started = time.monotonic()
    examiner = Examiner(enclosure, limits, examination, {**variables, **examination.variables})
    try:
        spec = own_kernelspec(nb, always=own_kernel)
    except NoSuchKernel as missing:
        run = _Run(nb, enclosure, limits, {}, None, examiner, execute)
        return run.result(_no_kernel(missing.name), _NEVER_RAN, "kernel", 0.0)
    if spec is None:
        executor: Executor = "forked"
        confined = enclosure.spawn({"variables": dict(variables)})
        run = _Run(nb, enclosure, limits, sealed or {}, seal, examiner, execute)
    else:
        executor = "kernel"
        argv, additional = command(spec)
        confined = enclosure.command(argv, {**variables, **additional})
        run = _Run(nb, enclosure, limits, {}, None, examiner, execute)
    ending = None
    try:
        with examiner:
            ending = run.to_the_end(Conversation(confined, limits))
    finally:
        if ending is not None and not ending.gone:
            confined.kill()
        ended = _ended(confined)
    return run.result(ending, ended, executor, time.monotonic() - started)


def _ended(confined: Confined) -> Ended:
    """Let the process end; one that will not is killed."""
    try:
        return confined.wait(_LAST_WORDS_S)
    except TimeoutError:
        confined.kill()
        return confined.wait(_KILLED_WITHIN_S)


@dataclass(frozen=True)
class _Ending:
    """Why a notebook stopped before its last cell."""

    status: Status
    detail: str
    stock_error: str | None
    gone: bool = False


class _CellGaveUpError(Exception):
    """nbclient would raise here; the rest of the notebook does not run."""

    def __init__(self, ending: _Ending) -> None:
        super().__init__(ending.detail)
        self.ending = ending


class _Run:
    """One notebook on its way through one process."""

    def __init__(
        self,
        nb: NotebookNode,
        enclosure: Enclosure,
        limits: Limits,
        sealed: Mapping[int, str],
        seal: Seal | None,
        examiner: Examiner,
        execute: "Execute",
    ) -> None:
        self._nb = nb
        self._enclosure = enclosure
        self._limits = limits
        self._sealed = sealed
        self._seal = seal
        self._examiner = examiner
        self._client: Any = execute
        self._cells: list[CellRun] = []
        self._suspicions: list[Suspicion] = []

    def to_the_end(self, conversation: Conversation) -> _Ending | None:
        """Run all cells; returns why it stopped early, None if it did not."""
        self._conversation = conversation
        client = self._client
        client.nb = self._nb
        client.record_timing = False
        client.reset_execution_trackers()
        client.kc = _FrontEnd(conversation)
        index = 0
        try:
            self._nb.metadata["language_info"] = conversation.language_info()
        except (GoneError, OutOfTimeError):
            return _not_started()
        except Tampering as tampering:
            return self._tampered(tampering, 0)
        try:
            if self._seal is not None and "shell" in self._sealed.values():
                conversation.seal(self._seal.key)
            for index, cell in enumerate(self._nb.cells):
                if self._runs(index, cell):
                    self._cell(index, cell)
                else:
                    self._cells.append(CellRun(index, 0.0, ran=False, error=None))
            client.set_widgets_metadata()
        except _CellGaveUpError as stop:
            return stop.ending
        except Tampering as tampering:
            return self._tampered(tampering, index)
        except (GoneError, OutOfTimeError, TooMuchOutputError) as error:
            return self._stopped(error)
        finally:
            client.kc = None
        conversation.end()
        return None

    def _tampered(self, tampering: Tampering, index: int) -> _Ending:
        sentence = t(fr=tampering.fr, en=tampering.en)
        self._suspicions.append(Suspicion(index, tampering.code, sentence))
        return _Ending(Status.TAMPERING, sentence, None)

    def result(
        self, ending: _Ending | None, ended: Ended, executor: Executor, seconds: float
    ) -> NotebookRun:
        """Return the result of the run."""
        for index in range(len(self._cells), len(self._nb.cells)):
            self._cells.append(CellRun(index, 0.0, ran=False, error=None))
        if ending is None:
            ending = _Ending(Status.GRADED, "", None)
        elif ending.gone:
            ending = _last_words(ended)
        return NotebookRun(
            status=ending.status,
            detail=ending.detail,
            cells=tuple(self._cells),
            suspicions=tuple(self._suspicions),
            executor=executor,
            level=self._enclosure.level,
            control_group=self._enclosure.control_group,
            seconds=seconds,
            cpu_s=ended.cpu_s + self._examiner.cpu_s,
            peak_memory_bytes=ended.peak_memory_bytes,
            stock_error=ending.stock_error,
        )

    def _runs(self, index: int, cell: NotebookNode) -> bool:
        """Return whether nbclient would run the cell; a tag cannot skip a test cell."""
        return (
            cell.cell_type == "code"
            and bool(cell.source.strip())
            and (
                self._client.skip_cells_with_tag not in cell.metadata.get("tags", [])
                or index in self._sealed
            )
        )

    def _cell(self, index: int, cell: NotebookNode) -> None:
        started = time.monotonic()
        reply: JSON = {"status": "ok"}
        cell.outputs = []
        self._client.clear_before_next_output = False

        def run(code: str, conversation: Conversation = self._conversation) -> JSON:
            nonlocal reply
            conversation.start(index, code)
            reply = self._reply(index, cell, conversation)
            return reply

        try:
            if index in self._sealed and self._seal is not None:
                isolation = self._sealed[index]
                self._suspicions += self._seal(
                    SealedCell(
                        index,
                        cell,
                        isolation,
                        run,
                        self._conversation,
                        self._examiner,
                        self._limits,
                    )
                )
            else:
                run(cell.source)
        finally:
            seconds = time.monotonic() - started
            self._cells.append(CellRun(index, seconds, ran=True, error=reply.get("ename")))
        self._raise_for_error(cell, reply)

    def _reply(self, index: int, cell: NotebookNode, conversation: Conversation) -> JSON:
        client = self._client

        def on_message(message: Message) -> None:
            try:
                assemble(client, message, cell, index)
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                raise forged("message") from error
            except ValidationError:
                raise _CellGaveUpError(_no_output()) from None

        timeout_s = self._timeout_s(cell)
        while True:
            try:
                reply = conversation.hear(on_message, timeout_s)
                break
            except TimeoutError:
                self._interrupt(conversation)
                if client.error_on_timeout:
                    reply = {**client.error_on_timeout, "status": "error"}
                    self._wait_idle(on_message, conversation)
                    break
        if client.on_cell_executed is not None:
            client.on_cell_executed(cell=cell, cell_index=index, execute_reply={"content": reply})
        return reply

    def _timeout_s(self, cell: NotebookNode) -> float | None:
        if self._client.timeout_func is not None:
            seconds: float | None = self._client._get_timeout(cell)
            return seconds
        return self._limits.cell_s

    def _interrupt(self, conversation: Conversation) -> None:
        if not self._client.interrupt_on_timeout:
            raise _CellGaveUpError(_out_of_time())
        conversation.interrupt()

    def _wait_idle(self, on_message: Callable[[Message], None], conversation: Conversation) -> None:
        for _ in range(_INTERRUPTS):
            try:
                conversation.hear(on_message, self._client.iopub_timeout)
            except TimeoutError:
                conversation.confined.interrupt()
            else:
                return
        if self._client.raise_on_iopub_timeout:
            raise _CellGaveUpError(_out_of_time())
        conversation.leave()

    def _raise_for_error(self, cell: NotebookNode, reply: JSON) -> None:
        client = self._client
        allowed = not client.force_raise_errors and (
            client.allow_errors
            or reply.get("ename") in client.allow_error_names
            or "raises-exception" in cell.metadata.get("tags", [])
        )
        if reply["status"] == "error" and not allowed:
            raise _CellGaveUpError(
                _Ending(
                    Status.CRASHED,
                    t(
                        fr=f"Une cellule a levé {reply['ename']}, et la configuration du cours "
                        "arrête alors le notebook.",
                        en=f"A cell raised {reply['ename']}, and the course's configuration then "
                        "stops the notebook.",
                    ),
                    "CellExecutionError",
                )
            )

    def _stopped(self, error: Exception) -> _Ending:
        if isinstance(error, GoneError):
            return _Ending(Status.CRASHED, "", "DeadKernelError", gone=True)
        if isinstance(error, OutOfTimeError):
            return _out_of_time()
        if isinstance(error, TooManyValuesError):
            return _Ending(
                Status.CRASHED,
                t(
                    fr="Le notebook a affiché plus de valeurs qu’un notebook ne peut en contenir : "
                    "il a été arrêté.",
                    en="The notebook displayed more values than a notebook may hold: it was "
                    "stopped.",
                ),
                "DeadKernelError",
            )
        mebibytes = self._limits.output_bytes // (1024 * 1024)
        return _Ending(
            Status.CRASHED,
            t(
                fr=f"Le notebook a affiché plus de {mebibytes} Mio : il a été arrêté.",
                en=f"The notebook printed more than {mebibytes} MiB: it was stopped.",
            ),
            "DeadKernelError",
        )


class _FrontEnd:
    """What nbclient's output widget asks of a kernel client: to send the widget its new state."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.session = self.shell_channel = self

    def msg(self, msg_type: str, *, content: JSON, **rest: object) -> JSON:
        """Return a message of this front end."""
        return content

    def send(self, content: JSON) -> None:
        """Send it to the kernel."""
        self._conversation.comm(content)


def _out_of_time() -> _Ending:
    return _Ending(
        Status.TIMEOUT,
        t(
            fr="Le notebook n’a pas réagi à temps à l’interruption : il a été arrêté.",
            en="The notebook did not respond to an interrupt in time and was stopped.",
        ),
        "CellTimeoutError",
    )


def _no_output() -> _Ending:
    return _Ending(
        Status.CRASHED,
        t(
            fr="Le notebook a affiché ce qu’un fichier de notebook ne peut pas contenir.",
            en="The notebook displayed an output that a notebook file cannot hold.",
        ),
        "NotebookValidationError",
    )


def _no_kernel(name: str) -> _Ending:
    return _Ending(
        Status.NOT_GRADED,
        t(
            fr=f"Le noyau « {name} » que demande le notebook n’est pas installé ici : installez-le "
            "(« jupyter kernelspec list » montre ceux qui le sont), puis corrigez de nouveau.",
            en=f"The kernel “{name}”, which the notebook asks for, is not installed here: install "
            "it (`jupyter kernelspec list` shows those that are), then grade again.",
        ),
        "NoSuchKernel",
    )


def _not_started() -> _Ending:
    return _Ending(
        Status.NOT_GRADED,
        t(
            fr="Le noyau du notebook ne démarre pas sur cette machine, avant toute cellule.",
            en="The notebook's kernel does not start on this machine, before any cell.",
        ),
        "DeadKernelError",
    )


def _last_words(ended: Ended) -> _Ending:
    if ended.out_of_memory:
        return _Ending(Status.OUT_OF_MEMORY, Status.OUT_OF_MEMORY.for_trainer(), "DeadKernelError")
    if ended.signal is not None:
        detail = t(
            fr=f"L’interpréteur du notebook a été tué par le signal {ended.signal}.",
            en=f"The notebook's interpreter was killed by signal {ended.signal}.",
        )
    else:
        detail = t(
            fr=f"Le notebook a arrêté son interpréteur (code {ended.exit_code}).",
            en=f"The notebook ended its interpreter (exit code {ended.exit_code}).",
        )
    return _Ending(Status.CRASHED, detail, "DeadKernelError")
