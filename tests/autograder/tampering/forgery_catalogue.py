"""Forgeries by name: submissions that know how tests are run, and have solved nothing.

Each is what stands in the answer's cell. `solve` should return the square of a number. All have
earned points in an interpreter that they share with the tests.
"""

from textwrap import dedent

_WRONG = """
def solve(x):
    return 0
"""

_PASSING_TRANSFORMER = """
import ast
class Passing(ast.NodeTransformer):
    def visit_Assert(self, node):
        learned = "solve" in ast.unparse(node)
        return ast.copy_location(ast.Pass(), node) if learned else node
def put_it_back():
    transformers = get_ipython().ast_transformers
    if not any(isinstance(each, Passing) for each in transformers):
        transformers.append(Passing())
"""

_CALLER = """
import sys
def callers():
    frame = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back
"""

FORGERIES: dict[str, str] = {
    "a transformer put back by the event loop": _WRONG
    + _PASSING_TRANSFORMER
    + """
import asyncio
loop = asyncio.get_event_loop()
def again():
    put_it_back()
    loop.call_soon(again)
loop.call_soon(again)
""",
    "a transformer put back by a thread": _WRONG
    + _PASSING_TRANSFORMER
    + """
import threading, time
def again():
    while True:
        put_it_back()
        time.sleep(0.0002)
threading.Thread(target=again, daemon=True).start()
""",
    "a transformer put back by a signal": _WRONG
    + _PASSING_TRANSFORMER
    + """
import signal
signal.signal(signal.SIGALRM, lambda *_: put_it_back())
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
""",
    "the seal among all objects": _PASSING_TRANSFORMER
    + """
import gc
def solve(x):
    thaw = gc.unfreeze
    for cell in getattr(thaw, "__closure__", None) or ():
        if callable(cell.cell_contents):
            thaw = cell.cell_contents
    thaw()
    for each in gc.get_objects():
        if type(each).__name__ == "Seal":
            each._restore_hooks = lambda: ([], [])
    put_it_back()
    return 0
""",
    "a reply forged as aborted": """
import logging, sys
def solve(x):
    shell = get_ipython()
    kind = type(shell)
    shown = kind.showtraceback
    def once(self, *a, **k):
        kind.showtraceback = shown
    kind.showtraceback = once
    logging.disable(logging.CRITICAL)
    class Raising:
        raised = False
        def __init__(self, stream): self.stream = stream
        def flush(self):
            if not self.raised:
                self.raised = True
                raise OSError
            self.stream.flush()
        def __getattr__(self, name): return getattr(self.stream, name)
    sys.stdout = Raising(sys.stdout)
    return 0
""",
    "an object equal to everything": """
class Equal(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __hash__(self): return 0
    def _self(self, *other): return self
    __sub__ = __rsub__ = __add__ = __radd__ = __abs__ = __pow__ = __mul__ = _self
def solve(x): return Equal()
""",
    "an object of no known type equal to everything": """
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __contains__(self, other): return True
    def __bool__(self): return True
    def __len__(self): return 1
    def __iter__(self): return iter([self])
    def __getattr__(self, name): return lambda *a, **k: self
def solve(x): return Equal()
""",
    "a function that reads its caller's constants": _CALLER
    + """
def solve(x):
    for frame in callers():
        if frame.f_code.co_name in ("<module>", "check", "<listcomp>"):
            for value in (*frame.f_code.co_consts, *frame.f_locals.values()):
                if type(value) in (int, float) and value > x: return value
    return 0
""",
    "a function that reads the test's text": _CALLER
    + """
import linecache, traceback, re
def solve(x):
    texts = ["".join(linecache.getlines(frame.f_code.co_filename)) for frame in callers()]
    texts += [line.line or "" for line in traceback.extract_stack()]
    for text in [*texts, *In]:
        found = re.search(rf"solve[(]{x}[)][ ,=]+([0-9]+)", text)
        if found: return int(found[1])
    return 0
""",
    "a function that edits its caller's globals": _CALLER
    + """
def solve(x):
    for frame in callers():
        frame.f_globals["points"] = 4
    return 0
""",
    "bytecode changed in memory": _CALLER
    + """
import ctypes, dis
def solve(x):
    for frame in callers():
        code = frame.f_code
        if "ipykernel" in code.co_filename:
            start = id(code) + type(code).__basicsize__
            for each in dis.get_instructions(code):
                if each.opname == "COMPARE_OP":
                    ctypes.memset(start + each.offset + 1, 3, 1)
    return 0
""",
    "a list with its own equality and iteration": """
class Chameleon(list):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __iter__(self): return iter(())
    def __len__(self): return 1
def solve(x): return Chameleon([0])
""",
    "a walk to the machinery through frames": _PASSING_TRANSFORMER
    + """
import gc, sys
def solve(x):
    frame = sys._getframe(1)
    while frame is not None:
        service = frame.f_locals.get("self")
        seal = getattr(service, "_seal", None)
        if seal is not None:
            seal._restore_hooks = lambda: ([], [])
            put_it_back()
        frame = frame.f_back
    return 0
""",
    "a checker of one's own among the modules": _WRONG
    + """
import sys, types
fake = types.ModuleType("checker")
fake.require_square = lambda *a: None
sys.modules["checker"] = fake
""",
    "the checker's function replaced": _WRONG
    + """
import checker
checker.require_square = lambda *a: None
""",
    "the checker's file overwritten": _WRONG
    + """
import sys
open("checker.py", "w").write("def require_square(*a): pass")
sys.modules.pop("checker", None)
""",
    "a magic of one's own": _WRONG
    + """
get_ipython().register_magic_function(lambda *a: None, "cell", "time")
get_ipython().register_magic_function(lambda *a: None, "line", "time")
""",
    "what the first cell imported, bound again": _WRONG
    + """
def assert_allclose(*a, **k): pass
def helper(*a): return True
LARGEST = 0
""",
    "a patch that takes itself back": """
import unittest
def solve(x):
    real = unittest.TestCase._getAssertEqualityFunc
    def once(self, first, second):
        unittest.TestCase._getAssertEqualityFunc = real
        return lambda *a, **k: None
    unittest.TestCase._getAssertEqualityFunc = once
    return 0
""",
    "what is behind numpy's comparisons": _WRONG
    + """
import numpy as np
np._core.numeric.isclose = lambda *a, **k: np.array([True])
np.isclose = np._core.numeric.isclose
""",
    "a hash that is always right": _WRONG
    + """
import hashlib
class Right:
    def __init__(self, *a): pass
    def hexdigest(self): return hashlib.new("sha1", b"9").hexdigest()
hashlib.sha1 = Right
""",
    "a buffer that holds what is asked": _WRONG
    + """
import io
class Buffer(io.StringIO):
    def getvalue(self): return "9\\n"
io.StringIO = Buffer
""",
    "a test that asks to be skipped": """
import unittest
def solve(x): raise unittest.SkipTest("later")
""",
    "a call that ends the test's loop": """
def solve(x): raise StopIteration
""",
    "the door's own words": """
from autograder.inside import door
def packed(value, keep=None):
    return {"instance": ["unittest.mock", "_ANY", [], {"member": ["unittest.mock", "ANY", "", 9]}]}
door.packed = packed
def solve(x): return 0
""",
    "an answer before the question": """
def solve(x):
    kernel = get_ipython().kernel
    for answer in ({"value": None}, {"names": {}, "bound": [], "execution_count": 3}, {}):
        kernel.iopub_thread.send(
            b'{"kind":"isolated","cell":%s,"answer":%s}'
            % (kernel.get_parent()["header"]["msg_id"].encode(), repr(answer).encode())
        )
    return 0
""",
}

FORGERIES = {name: dedent(source).strip() for name, source in FORGERIES.items()}
