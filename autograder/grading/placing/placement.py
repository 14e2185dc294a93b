"""Where each test of a notebook runs, decided from the author's notebook alone.

A test runs in another process than the learner's code unless what it does can't cross between the
two: then it runs in the learner's interpreter, under seal. No learner's code has a say in this.
"""

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from autograder.grading.placing.code_names import CodeNames, names_of, python_of
from autograder.running.examination import Given, TestPlan

Isolation = Literal["shell", "process"]
Kind = Literal["given", "open", "solution", "test"]
Reason = Literal[
    "", "asked", "figure", "history", "identity", "kernel", "magic", "patch", "reflection",
    "rebinds", "seed", "syntax", "unlike", "unproven", "unread", "unsealable",
]  # fmt: skip

_FIXED = ("given", "test")
_BUILTINS = frozenset(dir(builtins))
_HISTORY = re.compile(r"_+|_i+|_i?\d+|In|Out|_[id]h|_oh")
_REFLECTION = frozenset({"eval", "exec", "globals", "locals", "vars", "compile", "__main__"})
_REFLECTING_MODULES = frozenset(
    {"ast", "dis", "gc", "inspect", "traceback", "linecache", "doctest"}
)
_PATCHING = frozenset({"mock", "patch", "monkeypatch", "MagicMock", "setattr", "delattr"})
_FIGURES = frozenset({"matplotlib", "pylab", "plt", "seaborn", "plotly", "matplotcheck"})
_SEEDS = frozenset({"seed", "set_seed", "set_state", "setstate", "default_rng"})
_SETTING = re.compile(r"set_\w+|set|seed|use|filterwarnings|simplefilter|register_\w+")


@dataclass(frozen=True)
class AuthorsCell:
    """A code cell of the author's notebook.

    `kind` is "given" for one that learners can't change, "open" for one that they can. `wish` is
    where the author wants a test to run, None where they leave it to us; `vouched` whether they
    say that it can do without the trial.
    """

    kind: Kind
    name: str
    source: str
    wish: Isolation | None = None
    vouched: bool = False


@dataclass(frozen=True)
class Placement:
    """Where a test runs; why in the learner's interpreter, if it does; its plan, if not.

    `asked_for` is whether the author wants it so, whatever the trial of their answer would say;
    `source` is the test that this was decided for. `findings` are what the seal says of the
    author's own answer at this test: no learner is accused of the same.
    """

    isolation: Isolation = "shell"
    reason: Reason = "unread"
    plan: TestPlan = field(default_factory=TestPlan)
    asked_for: bool = False
    source: str = ""
    findings: tuple[str, ...] = ()

    def in_shell(self, reason: Reason) -> "Placement":
        """Return the same test in the learner's interpreter."""
        return replace(self, isolation="shell", reason=reason, plan=TestPlan())

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the placement of which this is the data."""
        plan = data["plan"]
        given = tuple(
            Given(each["number"], each["code"], tuple(each["binds"])) for each in plan["given"]
        )
        known = TestPlan(tuple(plan["asked"]), given, tuple(plan["released"]))
        return cls(**{**data, "plan": known, "findings": tuple(data["findings"])})


def placed(cells: Sequence[AuthorsCell]) -> dict[str, Placement]:
    """Return where each test of a notebook runs, by its name."""
    return _Notebook(cells).placements()


class _Notebook:
    def __init__(self, cells: Sequence[AuthorsCell]) -> None:
        self._cells = cells
        self._code = [python_of(cell.source) for cell in cells]
        self._names = [names_of(code) if code else CodeNames() for code in self._code]
        self._statements = list(_statements(cells, self._code))
        self._reasons: dict[int, Reason] = {
            place: _reason(cell, self._code[place])
            for place, cell in enumerate(cells)
            if cell.kind == "test"
        }

    def placements(self) -> dict[str, Placement]:
        for place, reason in self._reasons.items():
            if self._cells[place].wish == "process" and reason != "syntax":
                self._reasons[place] = ""
        while (change := self._affecting_others()) is not None:
            self._reasons[change] = "rebinds"
        return {
            self._cells[place].name: self._placement(place, reason)
            for place, reason in self._reasons.items()
        }

    def _placement(self, place: int, reason: Reason) -> Placement:
        cell = self._cells[place]
        if reason:
            return Placement("shell", reason, source=cell.source)
        asked_for = cell.vouched or cell.wish == "process"
        return Placement("process", "", self._plan(place), asked_for, cell.source)

    def _apart(self, place: int) -> bool:
        return self._reasons.get(place) == ""

    def _affecting_others(self) -> int | None:
        """Return a test that binds a name which code of the learner's interpreter reads."""
        for place in self._reasons:
            if not self._apart(place) or self._cells[place].wish == "process":
                continue
            names = self._names[place]
            bound = names.binds - names.imports
            for other, theirs in enumerate(self._names):
                if other == place or self._apart(other):
                    continue
                later = (name for name in theirs.needs if self._binder(name, other) == place)
                if bound & theirs.reads_inside.union(later):
                    return place
        return None

    def _binder(self, name: str, before: int) -> int | None:
        """Return the last cell before this one that binds a name."""
        return next(
            (place for place in range(before - 1, -1, -1) if name in self._names[place].binds), None
        )

    def _plan(self, place: int) -> TestPlan:
        """Return where the names come from that a test reads, those behind them included."""
        asked: dict[str, None] = {}
        given = {each.number: each for each in self._settings(place)}
        to_do = sorted(self._names[place].needs)
        seen = set(to_do)
        while to_do:
            name = to_do.pop()
            binder = self._binder(name, place)
            more: frozenset[str] = frozenset()
            if binder is None:
                stars = self._stars(place)
                given |= {each.number: each for each in stars}
                if not stars and name not in _BUILTINS:  # the answer may lack in this source
                    asked[name] = None
            elif self._apart(binder):
                more = self._names[binder].reads_inside
            elif statements := self._authors(name, place):
                given |= {each.number: each for each in statements}
                more = frozenset[str]().union(*(names_of(each.code).needs for each in statements))
            else:
                asked[name] = None
            to_do += sorted(more - seen)
            seen |= more
        return TestPlan(
            asked=tuple(sorted(asked)),
            given=tuple(given[number] for number in sorted(given)),
            released=tuple(sorted(self._released(place))),
        )

    def _released(self, place: int) -> Iterator[str]:
        """Yield what tests have bound up to this one, the last that may read it."""
        apart = [each for each in self._reasons if self._apart(each)]
        for binder in apart:
            for name in self._names[binder].binds if binder <= place else ():
                readers = [each for each in apart if name in self._names[each].needs]
                last = max([binder, *(r for r in readers if self._binder(name, r) == binder)])
                if any(name in self._names[each].reads_inside for each in apart):
                    last = apart[-1]
                between = (self._names[each].binds for each in range(binder + 1, last))
                if last == place and not any(name in bound for bound in between):
                    yield name

    def _authors(self, name: str, before: int) -> list[Given]:
        """Return the statements that define a name if they are all the author's, else none.

        Imports count wherever they stand; functions, classes and constants where the learner can
        change nothing.
        """
        binders = [
            place
            for place in range(before)
            if name in self._names[place].binds and not self._apart(place)
        ]
        found: list[Given] = []
        for place in binders:
            here = [
                (statement, given)
                for where, statement, given in self._statements
                if where == place and name in names_of(given.code).binds
            ]
            for statement, given in here:
                fixed = self._cells[place].kind in _FIXED
                if not (_imports(statement) or (fixed and _defines(statement))):
                    return []
                found.append(given)
            if not here:
                return []
        return found

    def _stars(self, before: int) -> list[Given]:
        return [
            given
            for place, statement, given in self._statements
            if place < before
            and isinstance(statement, ast.ImportFrom)
            and any(alias.name == "*" for alias in statement.names)
        ]

    def _settings(self, before: int) -> Iterator[Given]:
        """Yield the statements of the author's that only set something up, and their imports."""
        for place, statement, given in self._statements:
            if place >= before or self._cells[place].kind == "solution":
                continue
            root = _setting(statement)
            if root is not None and (imports := self._authors(root, place + 1)):
                yield from imports
                yield given


def _statements(
    cells: Sequence[AuthorsCell], codes: Sequence[str | None]
) -> Iterator[tuple[int, ast.stmt, Given]]:
    """Yield every statement at module level, with the cell that it stands in."""
    number = 0
    for place, code in enumerate(codes):
        for statement in ast.parse(code or "").body:
            number += 1
            text = ast.unparse(statement)
            yield place, statement, Given(number, text, tuple(sorted(names_of(text).binds)))


def _imports(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def _defines(statement: ast.stmt) -> bool:
    """Return whether a statement defines a function or a class, or names a constant."""
    if isinstance(statement, ast.Assign):
        named = all(isinstance(target, ast.Name) for target in statement.targets)
        return named and _is_constant(statement.value)
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _is_constant(value: ast.expr) -> bool:
    """Return whether this is a literal that nothing can change later, as it can a list."""
    return not any(
        isinstance(node, ast.List | ast.Dict | ast.Set) for node in ast.walk(value)
    ) and _is_literal(value)


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _setting(statement: ast.stmt) -> str | None:
    """Return the first name of a call such as ``np.random.seed(1)``, if it is one."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return None
    call = statement.value
    constants = [*call.args, *(each.value for each in call.keywords)]
    if not all(isinstance(each, ast.Constant) for each in constants):
        return None
    target, called = call.func, ""
    if isinstance(target, ast.Attribute):
        called = target.attr
    while isinstance(target, ast.Attribute):
        target = target.value
    if not isinstance(target, ast.Name) or not _SETTING.fullmatch(called or target.id):
        return None
    return target.id


def _reason(cell: AuthorsCell, code: str | None) -> Reason:
    """Return why a test can't leave the learner's interpreter by what it says itself, or ""."""
    if cell.wish == "shell":
        return "asked"
    if code is None:
        return "syntax"
    tree = ast.parse(code)
    names = names_of(code)
    reads = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if "get_ipython" in reads:
        return "magic"
    if any(_HISTORY.fullmatch(name) for name in reads):
        return "history"
    modules = {name.partition(".")[0] for name in _imported(tree)} | reads
    if (reads & _REFLECTION) or (modules & _REFLECTING_MODULES) or _looks_inside(tree):
        return "reflection"
    if modules & _FIGURES:
        return "figure"
    words = reads | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    if words & _SEEDS:
        return "seed"
    if (words & _PATCHING) or _changes_others(tree, names):
        return "patch"
    if any(_by_identity(node) for node in ast.walk(tree)):
        return "identity"
    return ""


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _looks_inside(tree: ast.AST) -> bool:
    """Return whether it reads what only the object itself has (``__code__``, ``__doc__``)."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr.startswith("__")
        and node.attr not in ("__name__", "__class__")
        for node in ast.walk(tree)
    )


def _changes_others(tree: ast.AST, names: CodeNames) -> bool:
    """Return whether it sets attributes of what it has not made itself."""
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store | ast.Del)
        and isinstance(node.value, ast.Name)
        and (node.value.id not in names.binds or node.value.id in names.imports)
        for node in ast.walk(tree)
    )


def _by_identity(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "id":
        return True
    return isinstance(node, ast.Compare) and any(
        isinstance(operator, ast.Is | ast.IsNot)
        and not isinstance(left, ast.Constant)
        and not isinstance(right, ast.Constant)
        for left, operator, right in zip(
            [node.left, *node.comparators], node.ops, node.comparators, strict=False
        )
    )
