"""Does once in the warm parent what the first error, figure, table or magic would cost each fork.

Imports that IPython puts off, and caches that fill on first use. Nothing a notebook could see.
"""

import functools
import importlib
import importlib.util
import inspect
import io
import json
import os
import sys
import tempfile
import types
from typing import Any

_DEFERRED = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magic_arguments",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.magics.pylab",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "IPython.utils.module_paths",
    "IPython.utils.timing",
    "faulthandler",
    "ipykernel.debugger",
    "pexpect",
    "pygments.formatters.terminal256",
    "pygments.lexers.python",
    "resource",
    "sqlite3",
    "stack_data",
    "tornado.platform.asyncio",
)
# What is called so often, Python rewrites into a faster form: once here, and not in each fork.
_OFTEN = 10
_CODE_OBJECTS = (types.FrameType, types.CodeType)


def import_deferred_modules() -> None:
    """Import what the kernel and IPython would import when they are built or first need it."""
    for name in _DEFERRED:
        if importlib.util.find_spec(name.partition(".")[0]) is not None:
            importlib.import_module(name)


def warm_up(shell: Any) -> None:
    """Do what is slow the first time. Leaves no trace in the shell's namespace or history."""
    import_deferred_modules()
    for _ in range(_OFTEN):
        shell.run_cell("pass", silent=True, store_history=False)
    _cache_traceback_colours()
    _skip_module_search_for_cells()
    _cache_accepted_parameters()
    for _ in range(_OFTEN):
        _an_error(shell)
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random")  # numpy does when somebody asks for it
    if "pandas" in sys.modules:
        _a_table(sys.modules["pandas"])
    if "matplotlib.figure" in sys.modules:
        _a_figure(sys.modules["matplotlib.figure"])


def _cache_traceback_colours() -> None:
    """Work out once what colours a traceback: IPython does so for each error.

    The style and its escape sequences depend on nothing but the shell's theme.
    """
    if importlib.util.find_spec("stack_data") is None:
        return  # an older IPython
    stack_data: Any = importlib.import_module("stack_data")
    formatters: Any = importlib.import_module("pygments.formatters.terminal256")
    stack_data.style_with_executing_node = functools.lru_cache(stack_data.style_with_executing_node)
    set_up = formatters.Terminal256Formatter._setup_styles
    sequences: dict[type, dict[str, tuple[str, str]]] = {}

    def set_up_once(formatter: Any) -> None:
        if formatter.style not in sequences:
            set_up(formatter)
            sequences[formatter.style] = formatter.style_string
        formatter.style_string = dict(sequences[formatter.style])

    build_table = formatters.Terminal256Formatter._build_color_table
    tables: list[list[tuple[int, int, int]]] = []

    def build_table_once(formatter: Any) -> None:
        if not tables:
            build_table(formatter)
            tables.append(formatter.xterm_colors)
        formatter.xterm_colors = tables[0]

    formatters.Terminal256Formatter._setup_styles = set_up_once
    formatters.Terminal256Formatter._build_color_table = build_table_once
    _cache_lexer_rules()


def _cache_lexer_rules() -> None:
    """Prepare the rules of colouring once: stack_data makes a class of lexers for each line.

    A class without tokens of its own reads as its base does.
    """
    pygments_lexer: Any = importlib.import_module("pygments.lexer")
    process = pygments_lexer.RegexLexerMeta.process_tokendef

    def process_once(cls: Any, name: str, tokendefs: Any = None) -> Any:
        (base, *others) = cls.__bases__
        if not name and not others and "tokens" not in vars(cls) and "_tokens" in vars(base):
            return base._tokens
        return process(cls, name, tokendefs)

    pygments_lexer.RegexLexerMeta.process_tokendef = process_once


def _skip_module_search_for_cells() -> None:
    """Spare the search through all modules for the one that a cell's code came from.

    A traceback asks that eight times a frame, and each search touches every module; the answer
    is always None.
    """
    look = inspect.getmodule

    @functools.wraps(look)
    def getmodule(object: Any, _filename: str | None = None) -> types.ModuleType | None:  # noqa: A002
        if type(object) in _CODE_OBJECTS:
            code = getattr(object, "f_code", object)
            # As `ipykernel.compiler` names the file of a cell.
            if code.co_filename.startswith(f"{tempfile.gettempdir()}{os.sep}ipykernel_"):
                return None
        return look(object, _filename)

    inspect.getmodule = getmodule


def _cache_accepted_parameters() -> None:
    """Cache the signatures that ipykernel reads before each cell (about 1 ms a notebook)."""
    ipkernel: Any = importlib.import_module("ipykernel.ipkernel")
    look = getattr(ipkernel, "_accepts_parameters", None)
    if look is None:
        return  # an older ipykernel

    @functools.lru_cache
    def accepted(function: types.FunctionType, names: tuple[str, ...]) -> Any:
        return look(function, names)

    def accepts_parameters(meth: Any, param_names: list[str]) -> Any:
        if type(meth) is types.MethodType and type(meth.__func__) is types.FunctionType:
            return accepted(meth.__func__, tuple(param_names))
        return look(meth, param_names)

    ipkernel._accepts_parameters = accepts_parameters


def _an_error(shell: Any) -> None:
    try:
        json.loads("{")
    except ValueError:
        # The text of a traceback is looked up in the files of all modules.
        shell.InteractiveTB.structured_traceback(*sys.exc_info())
    inspect.getmodule(inspect.currentframe())


def _a_table(pandas: Any) -> None:
    table = pandas.DataFrame({"x": [1.0], "y": ["a"]})
    repr(table)
    table._repr_html_()


def _a_figure(figure_module: Any) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = figure_module.Figure()
    canvas: Any = FigureCanvasAgg(figure)
    figure.add_subplot().plot([0, 1], [0, 1], label="x")
    canvas.print_png(io.BytesIO())
