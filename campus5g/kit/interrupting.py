"""Ctrl-C, or the stop button, in the kit client: two lines, and the kit as it was.

Each class that calls a kit is `interruptible`: an interrupt that leaves one of its calls, or a
``with`` block of it, is an `Interrupted`, which names the outermost call and says how the kit is
left. What a call has changed by then is undone in `restored`.
"""

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Generator, Iterator
from types import TracebackType
from typing import Any, TypeVar

from campus5g.kit.errors import KitError
from campus5g.language import t

_Class = TypeVar("_Class", bound=type)
_Call = TypeVar("_Call", bound=Callable[..., Any])


class Interrupted(KeyboardInterrupt):
    """A call to the kit that was interrupted.

    Args:
        what: the call or block.
        remedy: what to do; empty where the kit is as it was.
    """

    def __init__(self, what: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return "\n".join(self._render_traceback_())

    def _render_traceback_(self) -> list[str]:
        """Return the two lines that are shown instead of a traceback."""
        remedy = self.remedy or t(
            fr="Le kit est comme avant : relancez quand vous voulez.",
            en="The kit is as it was: run it again whenever you like.",
        )
        return [t(fr=f"Interrompu : {self.what}.", en=f"Interrupted: {self.what}."), f"→ {remedy}"]


def perhaps_done() -> str:
    """Return the remedy where an interrupted order may have been carried out."""
    return t(
        fr="Le kit l’a peut-être exécuté : `k.show()` montre l’état de chaque appareil.",
        en="The kit may have carried it out: `k.show()` shows the state of each device.",
    )


def interruptible(block: Callable[[], str] = str) -> Callable[[_Class], _Class]:
    """Return a decorator of classes whose calls and ``with`` blocks an interrupt ends in two lines.

    Args:
        block: returns what is interrupted in a ``with`` block of the class, for the reader.
    """

    def decorate(decorated: _Class) -> _Class:
        for name, member in list(vars(decorated).items()):
            if name == "__exit__":
                setattr(decorated, name, _leaving(member, block))
            elif name == "__enter__":
                setattr(decorated, name, _named(member, block))
            elif name.startswith("_"):
                continue
            elif isinstance(member, property):
                called = _named(member.fget, _of(name)) if member.fget else None
                setattr(decorated, name, property(called, doc=member.__doc__))
            elif inspect.isgeneratorfunction(member):
                setattr(decorated, name, _named_steps(member, _of(f"{name}()")))
            elif inspect.isfunction(member):
                setattr(decorated, name, _named(member, _of(f"{name}()")))
        return decorated

    return decorate


def interruptible_call(call: _Call) -> _Call:
    """Return a function whose interrupt is an `Interrupted`."""
    return _named(call, _of(f"{call.__name__}()"))


@contextlib.contextmanager
def restored(
    undo: Callable[[], object], otherwise: Callable[[], str] = perhaps_done
) -> Iterator[None]:
    """Undo what an interrupted block has done.

    Args:
        undo: puts the kit back as it was before the block.
        otherwise: returns what to do if that does not succeed, or is interrupted too.
    """
    try:
        yield
    except KeyboardInterrupt as interrupt:
        interrupted = _interrupted(interrupt, "")
        interrupted.remedy = otherwise()
        with contextlib.suppress(KitError, KeyboardInterrupt):
            undo()
            interrupted.remedy = ""
        raise interrupted from None


def _of(what: str) -> Callable[[], str]:
    return lambda: what


def _named(call: _Call, what: Callable[[], str]) -> _Call:
    """Return a call whose interrupt bears a name; that of the outermost call stays."""

    @functools.wraps(call)
    def through(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except KeyboardInterrupt as interrupt:
            raise _interrupted(interrupt, what()) from None

    return through  # type: ignore[return-value]


def _named_steps(
    call: Callable[..., Generator[Any, None, None]], what: Callable[[], str]
) -> Callable[..., Generator[Any, None, None]]:
    @functools.wraps(call)
    def through(*args: Any, **kwargs: Any) -> Generator[Any, None, None]:
        try:
            yield from call(*args, **kwargs)
        except KeyboardInterrupt as interrupt:
            raise _interrupted(interrupt, what()) from None

    return through


def _leaving(leave: Callable[..., Any], block: Callable[[], str]) -> Callable[..., Any]:
    """Return an ``__exit__`` that names the interrupt of its block, once it has cleaned up."""

    @functools.wraps(leave)
    def through(
        self: object,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Any:
        try:
            left = leave(self, kind, error, trace)
        except KeyboardInterrupt as interrupt:
            raise _interrupted(interrupt, block()) from None
        if isinstance(error, KeyboardInterrupt) and not isinstance(error, Interrupted):
            raise _interrupted(error, block()) from None
        return left

    return through


def _interrupted(interrupt: KeyboardInterrupt, what: str) -> Interrupted:
    _show_in_two_lines()
    interrupted = interrupt if isinstance(interrupt, Interrupted) else Interrupted()
    interrupted.what = what
    return interrupted


def _show_in_two_lines() -> None:
    """Have a plain program that ends in an `Interrupted` show it as a notebook does."""
    shown_before = sys.excepthook
    if getattr(shown_before, "shows_interrupts", False):
        return

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Interrupted):
            print(error, file=sys.stderr)
        else:
            shown_before(kind, error, trace)

    show.shows_interrupts = True  # type: ignore[attr-defined]
    sys.excepthook = show
