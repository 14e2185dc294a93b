"""What a learner with a given draw would type into a lab, by the lab's ``solutions.py``."""

import contextlib
import importlib
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Undefined

from campus5g.authoring.catalogue import CASE_FILE, SOLUTIONS_FILE, Module, WrongSolution
from campus5g.courseware.lab.dealing import has_cards
from campus5g.draw import Draw
from campus5g.manifest import ManifestError

_ENOUGH_NEIGHBOURS = 1000


def _as_typed(value: object) -> object:
    return value if isinstance(value, Undefined) else repr(value)


_TYPING = Environment(  # noqa: S701 - it writes Python, no HTML
    finalize=_as_typed, undefined=StrictUndefined, keep_trailing_newline=True
)


def typed_answers(module: Module, draw: Draw) -> dict[str, str]:
    """Return the source of answer cells by grade id, as a learner with this draw types them.

    Cells that are not named hold for any draw: the notebook's own answers stand.

    Args:
        module: a lab. Without a ``solutions.py`` there is nothing to type.
        draw: the learner's.

    Raises:
        ManifestError: one of the lab's programs fails.
    """
    if not (module.folder / SOLUTIONS_FILE).is_file():
        return {}
    with _programs_of(module):
        case_of = importlib.import_module("case").case_of
        typed: Mapping[str, str] = importlib.import_module("solutions").solutions(case_of(draw))
    return dict(typed)


def typed_mistake(module: Module, draw: Draw, wrong: WrongSolution) -> dict[str, str]:
    """Return the source of a mistake's cells by grade id, as a learner with this draw types them.

    What stands in double braces in ``lab.yaml`` is computed of the `case`, its `draw` and the lab's
    `choices`, and typed as Python writes it: ``{{ case.need_ms }}``.

    Raises:
        ManifestError: it can't be computed.
    """
    if not has_cards(module.folder):
        return dict(wrong.cells)
    with _programs_of(module):
        known: dict[str, Any] = {
            "draw": draw,
            "case": importlib.import_module("case").case_of(draw),
        }
        with contextlib.suppress(ModuleNotFoundError):
            known["choices"] = importlib.import_module("choices")
        return {
            cell: _TYPING.from_string(source).render(known) for cell, source in wrong.cells.items()
        }


def neighbour(module: Module, draw: Draw) -> Draw:
    """Return the draw of someone whose case in a lab is another than that of a draw.

    Raises:
        ManifestError: the lab has no ``case.py``, or one that fails or makes the same case of each
            draw.
    """
    if not (module.folder / CASE_FILE).is_file():
        raise ManifestError(
            f"{module.id} is the same for all learners.",
            f"Write {CASE_FILE} beside its notebook, so that each learner has a case of their own.",
        )
    others = (Draw.named(f"{draw.code}, neighbour {number}") for number in count(1))
    with _programs_of(module):
        case_of = importlib.import_module("case").case_of
        own: Any = case_of(draw)
        for _, other in zip(range(_ENOUGH_NEIGHBOURS), others, strict=False):
            if case_of(other) != own:
                return other
    raise ManifestError(
        f"{module.id} has the same case for {_ENOUGH_NEIGHBOURS} draws.",
        f"Have {CASE_FILE} draw what its answers depend on.",
    )


@contextlib.contextmanager
def _programs_of(module: Module) -> Iterator[None]:
    """Import a lab's own programs while the block runs; other labs have some of the same name."""
    folder = str(module.folder)
    _forget(module.folder)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    try:
        yield
    except Exception as error:  # whatever an author's program raises
        raise ManifestError(
            f"The case or the solutions of {module.id} fail: {type(error).__name__}: {error}",
            f"Correct {CASE_FILE} or {SOLUTIONS_FILE} in {module.folder}.",
        ) from error
    finally:
        sys.path.remove(folder)
        _forget(module.folder)


def _forget(folder: Path) -> None:
    for file in folder.glob("*.py"):
        sys.modules.pop(file.stem, None)
