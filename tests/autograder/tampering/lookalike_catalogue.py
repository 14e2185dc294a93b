"""Honest notebooks that look like attacks: what is taught, and what learners do in good faith.

Each is the cells before the tests (and sometimes tests of their own). All solve the exercise; none
may be accused, and each keeps the points that it has where nothing is sealed.
"""

from textwrap import dedent

_RIGHT = """
def solve(x):
    return x * x
"""

LOOKALIKES: dict[str, list[str]] = {
    "equality of one's own": [
        """
        class Number:
            def __init__(self, value): self.value = value
            def __eq__(self, other): return self.value == getattr(other, "value", other)
            def __hash__(self): return hash(self.value)
        def solve(x): return x * x
        assert Number(3) == 3
        """
    ],
    "equality that is always true": [
        """
        class Anything:
            def __eq__(self, other): return True
        any_value = Anything()
        def solve(x): return x * x
        """
    ],
    "print that logs": [
        _RIGHT,
        """
        import builtins
        printed = []
        plain_print = builtins.print
        def print(*args, **kwargs):
            printed.append(args)
            plain_print(*args, **kwargs)
        builtins.print = print
        print("hello")
        """,
    ],
    "patched library taught in class": [
        _RIGHT,
        """
        import math, random
        import numpy as np
        math.sqrt = lambda x, sqrt=math.sqrt: sqrt(abs(x))
        random.random = lambda: 0.5
        np.random.seed = lambda *a: None
        np.square_plus_one = lambda x: x * x + 1
        """,
    ],
    "class patched with a method": [
        _RIGHT,
        """
        import pandas as pd
        pd.DataFrame.double = lambda self: self * 2
        assert pd.DataFrame({"a": [1]}).double()["a"][0] == 2
        """,
    ],
    "mock.patch": [
        _RIGHT,
        """
        from unittest import mock
        import builtins, time
        with mock.patch("builtins.print") as fake, mock.patch("time.sleep"):
            print("nothing")
            time.sleep(100)
        assert fake.called
        patcher = mock.patch("os.getcwd", return_value="/nowhere")
        patcher.start()
        patcher.stop()
        """,
    ],
    "many threads": [
        """
        import threading, queue
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor(8)
        def solve(x):
            return pool.submit(lambda: x * x).result()
        done = queue.Queue()
        for n in range(16):
            threading.Thread(target=done.put, args=(n,)).start()
        """
    ],
    "threads that go on": [
        _RIGHT,
        """
        import threading, time
        ticks = []
        def tick():
            while True:
                ticks.append(time.time())
                time.sleep(0.005)
        threading.Thread(target=tick, daemon=True).start()
        """,
    ],
    "large output": [
        """
        def solve(x):
            print("x" * 100_000)
            return x * x
        print("y" * 1_000_000)
        """
    ],
    "warnings from a library": [
        _RIGHT,
        """
        import warnings
        warnings.warn("careful")
        import numpy as np
        np.array([1.0]) / 0
        """,
    ],
    "warnings silenced": [
        _RIGHT,
        """
        import warnings
        warnings.simplefilter("ignore")
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        """,
    ],
    "timed cell": ["%%time\n" + _RIGHT, "%timeit -n 1 -r 1 solve(3)"],
    "profiled cell": [_RIGHT, "%prun -q solve(3)"],
    "seeds": [
        _RIGHT,
        """
        import random
        import numpy as np
        random.seed(0); np.random.seed(0)
        rng = np.random.default_rng(0)
        """,
    ],
    "decorators": [
        """
        import functools, time
        def timed(f):
            @functools.wraps(f)
            def inner(*args, **kwargs):
                start = time.perf_counter()
                try: return f(*args, **kwargs)
                finally: inner.seconds = time.perf_counter() - start
            return inner
        @timed
        @functools.lru_cache
        def solve(x): return x * x
        """
    ],
    "profiling decorator": [
        """
        import cProfile
        def profiled(f):
            def inner(*args):
                profile = cProfile.Profile()
                return profile.runcall(f, *args)
            return inner
        @profiled
        def solve(x): return x * x
        """
    ],
    "caller's name looked up": [
        """
        import inspect, sys, traceback
        def solve(x):
            caller = sys._getframe(1).f_code.co_name
            stack = inspect.stack()
            traceback.extract_stack()
            return x * x
        """
    ],
    "tracer left on": [
        _RIGHT,
        """
        import sys
        calls = []
        def tracer(frame, event, arg):
            if event == "call": calls.append(frame.f_code.co_name)
            return tracer
        sys.settrace(tracer)
        solve(2)
        """,
    ],
    "deep recursion": [
        """
        import sys
        sys.setrecursionlimit(5000)
        def total(n): return 0 if n == 0 else 1 + total(n - 1)
        total(3000)
        def solve(x): return x * x
        """
    ],
    "context managers and redirected output": [
        """
        import contextlib, io, sys
        @contextlib.contextmanager
        def quiet():
            with contextlib.redirect_stdout(io.StringIO()) as text:
                yield text
        def solve(x):
            with quiet(): print("working")
            return x * x
        """
    ],
    "standard output kept in a file": [
        _RIGHT,
        """
        import io, sys
        sys.stdout = io.StringIO()
        print("into memory")
        """,
    ],
    "tee of standard output": [
        _RIGHT,
        """
        import sys
        class Tee:
            def __init__(self, *streams): self.streams = streams
            def write(self, text): return [stream.write(text) for stream in self.streams][0]
            def flush(self): [stream.flush() for stream in self.streams]
        sys.stdout = Tee(sys.stdout, open("log.txt", "w"))
        print("both")
        """,
    ],
    "displays of one's own": [
        """
        from IPython.display import HTML, Markdown, display
        class Card:
            def _repr_html_(self): return "<b>card</b>"
            def __repr__(self): return "3"
        class Loud:
            def _ipython_display_(self): print("loud")
        display(Card(), Markdown("*hi*"))
        def solve(x):
            display(Card(), Loud())
            return x * x
        """,
        "Card()",
    ],
    "printer registered": [
        _RIGHT,
        """
        class Point: pass
        get_ipython().display_formatter.formatters["text/plain"].for_type(
            Point, lambda point, p, cycle: p.text("Point"))
        Point()
        """,
        "%precision 3\n3.14159",
    ],
    "rich tracebacks": [
        _RIGHT,
        """
        from rich import traceback
        traceback.install()
        """,
        "1 / 0",
    ],
    "traceback hidden": [
        _RIGHT,
        """
        import sys
        shell = get_ipython()
        def brief(*args, **kwargs):
            kind, value, _ = sys.exc_info()
            print(kind.__name__, value, file=sys.stderr)
        shell.showtraceback = brief
        """,
        "1 / 0",
    ],
    "handler of exceptions": [
        _RIGHT,
        """
        def handler(shell, kind, value, trace, tb_offset=None):
            print("caught", kind.__name__)
        get_ipython().set_custom_exc((ZeroDivisionError,), handler)
        """,
        "1 / 0",
    ],
    "pandas and numpy options": [
        _RIGHT,
        """
        import pandas as pd, numpy as np
        pd.set_option("display.max_rows", 5)
        pd.options.display.float_format = "{:.1f}".format
        np.set_printoptions(precision=2)
        pd.DataFrame({"a": range(100)})
        """,
    ],
    "caches": [
        """
        import functools
        @functools.cache
        def solve(x): return x * x
        solve.cache_info()
        """
    ],
    "logging": [
        """
        import logging
        logging.basicConfig(level=logging.DEBUG, filename="run.log", force=True)
        log = logging.getLogger("exercise")
        def solve(x):
            log.info("solving %s", x)
            return x * x
        """
    ],
    "progress bar": [
        """
        import sys
        def solve(x):
            for step in range(20):
                sys.stdout.write(f"\\r{step * 5:3d} %")
            sys.stdout.write("\\n")
            return x * x
        solve(1)
        """
    ],
    "names of builtins": [
        """
        sum = 3
        list = [1, 2, 3]
        input = "text"
        def max(values): return 7
        class set: pass
        def solve(x): return x * x
        """
    ],
    "classes named like builtins": [
        """
        class int(float): pass
        class AssertionError(Exception): pass
        def solve(x): return x * x
        """
    ],
    "own file named like a helper": [
        _RIGHT,
        """
        %%writefile pytest_helpers.py
        def check(x): return True
        """,
        "import pytest_helpers\npytest_helpers.check(1)",
    ],
    "notebook finder": [
        _RIGHT,
        """
        import sys, importlib.abc
        class NotebookFinder(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path, target=None): return None
        sys.meta_path.append(NotebookFinder())
        """,
    ],
    "integers of a computer algebra": [
        """
        import ast
        class IntegerWrapper(ast.NodeTransformer):
            def visit_Constant(self, node):
                if type(node.value) is int:
                    return ast.Call(ast.Name("Integer", ast.Load()), [node], [])
                return node
        Integer = int
        get_ipython().ast_transformers.append(IntegerWrapper())
        """,
        _RIGHT,
    ],
    "clock after each cell": [
        """
        import time
        def start(info): start.at = time.time()
        def stop(result): print(f"{time.time() - start.at:.3f} s")
        events = get_ipython().events
        events.register("pre_run_cell", start)
        events.register("post_run_cell", stop)
        """,
        _RIGHT,
    ],
    "garbage counted": [
        _RIGHT,
        """
        import gc, sys
        objects = gc.get_objects()
        len(gc.get_referrers(objects[0])), sys.getrefcount(solve)
        gc.callbacks.append(lambda phase, info: None)
        del objects
        """,
    ],
    "signal handlers": [
        """
        import signal
        class Late(Exception): pass
        def limited(f):
            def inner(*args):
                def ring(*_): raise Late
                before = signal.signal(signal.SIGALRM, ring)
                signal.setitimer(signal.ITIMER_REAL, 5)
                try: return f(*args)
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                    signal.signal(signal.SIGALRM, before)
            return inner
        @limited
        def solve(x): return x * x
        """
    ],
    "memory seen through ctypes": [
        _RIGHT,
        """
        import ctypes
        number = 10 ** 20
        ctypes.c_ssize_t.from_address(id(number)).value
        ctypes.CDLL(None).getpid()
        """,
    ],
    "coroutines": [
        """
        import asyncio
        async def square(x):
            await asyncio.sleep(0)
            return x * x
        def solve(x): return x * x
        """,
        "await square(3)",
        "task = asyncio.create_task(asyncio.sleep(60))",
    ],
    "child processes": [
        """
        import multiprocessing, os, subprocess, sys
        def solve(x): return x * x
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(solve, range(4)))
        print(subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True).stdout)
        """,
        "!echo hello",
    ],
    "child that leaves by itself": [
        """
        import os
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        def solve(x): return x * x
        """
    ],
    "doctest": [
        """
        import doctest
        def solve(x):
            '''
            >>> solve(3)
            9
            '''
            return x * x
        doctest.testmod(verbose=False)
        """
    ],
    "own tests by unittest": [
        _RIGHT,
        """
        import sys, unittest
        class TestSolve(unittest.TestCase):
            def test_three(self): self.assertEqual(solve(3), 9)
            def assertNear(self, a, b): self.assertAlmostEqual(a, b, places=3)
        result = unittest.main(argv=["x"], exit=False, verbosity=0).result
        """,
    ],
    "figure": [
        """
        import matplotlib.pyplot as plt
        plt.show = lambda *a, **k: None
        plt.plot([1, 2, 3])
        def solve(x): return x * x
        """
    ],
    "history looked at": [
        _RIGHT,
        "print(In[-1], Out, _i)\n%history",
    ],
    "copies of functions": [
        """
        import types
        def template(x): return x ** 2
        solve = types.FunctionType(template.__code__, globals(), "solve")
        template.__defaults__ = (3,)
        template.__code__ = (lambda x=1: x).__code__
        """
    ],
    "reset": [
        "leftover = 1",
        "%reset -f",
        "import numpy as np",
        _RIGHT,
    ],
}


def cells(name: str) -> list[str]:
    return [dedent(cell).strip() for cell in LOOKALIKES[name]]
