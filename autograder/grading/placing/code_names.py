"""Which names a cell binds, and which it needs from the cells before it."""

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

_RUNS_ITS_BODY = ("time", "capture")


@dataclass(frozen=True)
class CodeNames:
    """The names of the module level that a piece of code deals with.

    `needs` are read before the code itself binds them for sure; `reads_inside` are read from within
    its functions and classes, possibly later. `imports` are those among `binds` that nothing but an
    import binds.
    """

    binds: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    reads_inside: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def python_of(cell: str) -> str | None:
    """Return a cell's code as IPython would run it; None if it can't be parsed.

    Of a cell that is only timed or whose output is only captured (``%%time``), what is timed.
    """
    manager: Any = TransformerManager  # untyped
    try:
        code: str = manager().transform_cell(cell)
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return None
    match tree.body:
        case [
            ast.Expr(
                ast.Call(
                    ast.Attribute(ast.Call(ast.Name("get_ipython")), "run_cell_magic"),
                    [ast.Constant(str(magic)), ast.Constant(""), ast.Constant(str(body))],
                )
            )
        ] if magic in _RUNS_ITS_BODY:
            return python_of(body)
    return code


@lru_cache(maxsize=4096)
def names_of(code: str) -> CodeNames:
    """Return the names in code that can be parsed."""
    try:
        table = symtable.symtable(code, "<cell>", "exec")
    except SyntaxError:  # a return outside a function, for instance
        return CodeNames()
    bound = [each for each in table.get_symbols() if each.is_assigned() or each.is_imported()]
    return CodeNames(
        binds=frozenset(each.get_name() for each in bound).union(_bound_inside(table)),
        imports=frozenset(
            each.get_name() for each in bound if each.is_imported() and not each.is_assigned()
        ),
        needs=frozenset(_needed(ast.parse(code).body, set())),
        reads_inside=frozenset(_read_inside(table)),
    )


def _read_inside(table: symtable.SymbolTable) -> Iterator[str]:
    for child in table.get_children():
        for symbol in child.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                yield symbol.get_name()
        yield from _read_inside(child)


def _bound_inside(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield names that functions bind at module level, by ``global``."""
    for child in table.get_children():
        for symbol in child.get_symbols():
            if symbol.is_declared_global() and symbol.is_assigned():
                yield symbol.get_name()
        yield from _bound_inside(child)


def _needed(statements: Iterable[ast.stmt], bound: set[str]) -> Iterator[str]:
    """Yield the names that are read before they are in `bound`, to which it adds."""
    for statement in statements:
        bodies = _bodies(statement)
        parts = [part for part in ast.iter_child_nodes(statement) if _is_header(part)]
        if bodies:
            yield from _read(parts, bound)
        else:
            yield from _read([statement], bound)
            bound |= _stored([statement])
            continue
        inner = bound | _stored(parts)
        after = []
        for body in bodies:
            within = set(inner)
            yield from _needed(body, within)
            after.append(within)
        if isinstance(statement, ast.With | ast.AsyncWith):
            bound |= after[0]
        elif isinstance(statement, ast.If) and statement.orelse:
            bound |= set.intersection(*after)


def _bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    """Return the blocks of a compound statement that runs in the module's own scope."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return []
    blocks = [getattr(statement, field, []) for field in ("body", "orelse", "finalbody")]
    blocks += [handler.body for handler in getattr(statement, "handlers", [])]
    blocks += [case.body for case in getattr(statement, "cases", [])]
    return [block for block in blocks if block]


def _is_header(part: ast.AST) -> bool:
    return isinstance(part, ast.expr | ast.withitem)


def _read(parts: Iterable[ast.AST], bound: set[str]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            yield from {part.target.id} - bound
        table = symtable.symtable(_as_statement(part), "<part>", "exec")
        read = {each.get_name() for each in table.get_symbols() if each.is_referenced()}
        yield from (read | set(_read_inside(table))) - bound


def _stored(parts: Iterable[ast.AST]) -> set[str]:
    """Return the names at module level that these parts bind."""
    stored: set[str] = set()
    for part in parts:
        table = symtable.symtable(_as_statement(part), "<part>", "exec")
        stored |= {
            each.get_name()
            for each in table.get_symbols()
            if each.is_assigned() or each.is_imported()
        }
    return stored


def _as_statement(part: ast.AST) -> str:
    """Return part of a statement as code of its own: a loop's variable, a context manager."""
    if isinstance(part, ast.withitem):
        return ast.unparse(ast.With([part], [ast.Pass()], lineno=1))
    if isinstance(part, ast.expr) and isinstance(getattr(part, "ctx", None), ast.Store):
        target: Any = part
        return ast.unparse(ast.Assign([target], ast.Constant(None), lineno=1))
    return ast.unparse(part)
