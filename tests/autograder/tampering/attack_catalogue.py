"""Attacks by name: what a learner who has not solved the exercise tries instead.

Every attack is a notebook's first cells. `solve` should return the square of a number and never
does so by calculation. `WORKS_UNSEALED` names those that earn points where tests are not sealed:
what the seal is there for.
"""

from textwrap import dedent

_WRONG = """
def solve(x):
    return 0
"""

# Finds the frames of the machinery from within a call of `solve`.
_FRAMES = """
import sys
def frames():
    frame = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back
"""

_CHANNEL = """
import os, socket, stat, struct, json
def sockets():
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode): yield number
        except OSError:
            pass
def is_stream(number):
    sock = socket.socket(fileno=os.dup(number))
    try: return sock.type == socket.SOCK_STREAM
    finally: sock.close()
def cell():
    return int(get_ipython().kernel.get_parent()["header"]["msg_id"])
channel = max(filter(is_stream, list(sockets())))
def frame(**obj):
    body = json.dumps(obj).encode()
    return struct.pack(">I", len(body)) + body
"""

ATTACKS: dict[str, list[str]] = {
    # The reply to a test
    "failure whose error is never shown": [
        """
        import logging, sys
        def solve(x):
            kind = type(get_ipython())
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
                        sys.stdout = self.stream
                        raise OSError
                    self.stream.flush()
                def __getattr__(self, name): return getattr(self.stream, name)
            sys.stdout = Raising(sys.stdout)
            return 0
        """
    ],
    # What tests check with
    "assertion error that does not raise": [
        _WRONG,
        """
        import builtins
        class Quiet(BaseException):
            def __new__(cls, *a): raise SystemExit
        builtins.AssertionError = Quiet
        """,
    ],
    "builtin all that says yes": [
        _WRONG,
        """
        import builtins
        builtins.all = lambda *a: True
        builtins.abs = lambda *a: 0
        """,
    ],
    "builtins of the notebook's own": [
        _WRONG,
        """
        import builtins
        class Once(int):
            def __iter__(self): return iter(())
        __builtins__ = {**vars(builtins), "range": lambda *a: (), "__build_class__": None}
        """,
    ],
    "numpy.testing that accepts all": [
        _WRONG,
        """
        import numpy as np
        np.testing.assert_allclose = lambda *a, **k: None
        np.allclose = lambda *a, **k: True
        """,
    ],
    "numpy.testing emptied inside": [
        _WRONG,
        """
        import numpy as np
        import numpy.testing._private.utils as inner
        inner.assert_array_compare = lambda *a, **k: None
        np.isclose = lambda *a, **k: np.array([True])
        np.allclose = lambda *a, **k: True
        """,
    ],
    "code of numpy's assert_allclose exchanged": [
        _WRONG,
        """
        import numpy as np
        def nothing(*a, **k): return True
        np.allclose = nothing
        np.testing.assert_allclose.__code__ = nothing.__code__
        np.testing.assert_allclose.__kwdefaults__ = {}
        """,
    ],
    "numpy under the learner's own name": [
        _WRONG,
        """
        import sys, types
        fake = types.ModuleType("numpy")
        fake.testing = types.SimpleNamespace(assert_allclose=lambda *a, **k: None)
        fake.allclose = lambda *a, **k: True
        sys.modules["numpy"] = fake
        """,
    ],
    "numpy of the learner's own under its usual name": [
        """
        class np:
            class testing:
                @staticmethod
                def assert_allclose(*args, **kwargs): return None
            @staticmethod
            def allclose(*args, **kwargs): return True
        def solve(x): return 0
        """
    ],
    "unittest that accepts all": [
        _WRONG,
        """
        import unittest, math
        unittest.TestCase.assertEqual = lambda *a, **k: None
        math.isclose = lambda *a, **k: True
        """,
    ],
    "unittest module replaced": [
        _WRONG,
        """
        import sys, types, math
        fake = types.ModuleType("unittest")
        class TestCase:
            def __getattr__(self, name): return lambda *a, **k: None
        fake.TestCase = TestCase
        sys.modules["unittest"] = fake
        math.isclose = lambda *a, **k: True
        """,
    ],
    "import that serves a fake unittest": [
        _WRONG,
        """
        import builtins, types, math
        real = builtins.__import__
        class Case:
            def __getattr__(self, name): return lambda *a, **k: None
        def fake(name, *a, **k):
            if name == "unittest": return types.SimpleNamespace(TestCase=Case)
            if name == "math": return types.SimpleNamespace(isclose=lambda *a: True)
            return real(name, *a, **k)
        builtins.__import__ = fake
        """,
    ],
    "finder that serves a fake unittest": [
        _WRONG,
        """
        import sys, importlib.abc, importlib.util
        class Loader(importlib.abc.Loader):
            def create_module(self, spec): return None
            def exec_module(self, module):
                class Case:
                    def __getattr__(self, name): return lambda *a, **k: None
                module.TestCase = Case
                module.isclose = lambda *a, **k: True
        class Finder(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path, target=None):
                if name in ("unittest", "math"):
                    return importlib.util.spec_from_loader(name, Loader())
        sys.meta_path.insert(0, Finder())
        for name in [n for n in sys.modules if n.split(".")[0] in ("unittest", "math")]:
            del sys.modules[name]
        """,
    ],
    "file that shadows unittest": [
        _WRONG,
        """
        import sys, os
        open("unittest.py", "w").write(
            "class TestCase:\\n    def __getattr__(self, name): return lambda *a, **k: None\\n")
        open("math.py", "w").write("def isclose(*a, **k): return True\\n")
        sys.path.insert(0, os.getcwd())
        for name in [n for n in sys.modules if n.split(".")[0] in ("unittest", "math")]:
            del sys.modules[name]
        """,
    ],
    "memory of the number nine": [
        """
        import ctypes
        def write(number, value):
            ctypes.memmove(id(number) + int.__basicsize__, bytes([value, 0, 0, 0]), 4)
        def solve(x):
            return x * x if x > 16 else 3
        for number in (9, 16, 25, 36, 49, 64, 121):
            write(number, 3)
        """,
    ],
    # The way from a cell to its execution
    "AST transformer that drops asserts": [
        _WRONG,
        """
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
        get_ipython().ast_transformers.append(Drop())
        """,
    ],
    "input transformer that drops asserts": [
        _WRONG,
        """
        def drop(lines):
            return [l.replace("assert", "pass #") if l.startswith("assert") else l for l in lines]
        get_ipython().input_transformers_post.append(drop)
        """,
    ],
    "cleanup transformer for tests alone": [
        _WRONG,
        """
        def drop(lines):
            return ["pass\\n"] if any("solve(" in line for line in lines) else lines
        get_ipython().input_transformer_manager.cleanup_transforms.insert(0, drop)
        """,
    ],
    "run_cell_async that runs nothing": [
        _WRONG,
        """
        shell = get_ipython()
        run = shell.run_cell_async
        async def nothing(code, *a, **k):
            k["transformed_cell"] = "pass"
            return await run("pass", *a, **k)
        shell.run_cell_async = nothing
        """,
    ],
    "run_code that runs nothing": [
        _WRONG,
        """
        from IPython.core.interactiveshell import InteractiveShell
        async def nothing(self, code_obj, result=None, *, async_=False):
            return False
        InteractiveShell.run_code = nothing
        """,
    ],
    "shell of another class": [
        _WRONG,
        """
        shell = get_ipython()
        class Mine(type(shell)):
            async def run_code(self, code_obj, result=None, *, async_=False):
                return False
        shell.__class__ = Mine
        """,
    ],
    "exec hidden from the shell": [
        _WRONG,
        """
        import IPython.core.interactiveshell as home
        home.exec = lambda *a, **k: None
        """,
    ],
    "compiler that compiles nothing": [
        _WRONG,
        """
        shell = get_ipython()
        real = type(shell.compile).__call__
        type(shell.compile).__call__ = lambda self, *a: compile("pass", "x", "exec")
        """,
    ],
    "namespace that answers for itself": [
        _WRONG,
        """
        class Names(dict):
            def __getitem__(self, name):
                return 1 if name == "points" else dict.__getitem__(self, name)
        shell = get_ipython()
        shell.user_ns = Names(shell.user_ns)
        """,
    ],
    "trace function that jumps over asserts": [
        _WRONG,
        """
        import sys
        def tracer(frame, event, arg):
            if event == "line" and frame.f_code.co_name == "check":
                try: frame.f_lineno = frame.f_code.co_firstlineno + 4
                except ValueError: pass
            return tracer
        sys.settrace(tracer)
        """,
    ],
    "trace function that is set by the function under test": [
        _FRAMES,
        """
        def tracer(frame, event, arg):
            if event == "line":
                try: frame.f_lineno = frame.f_code.co_firstlineno + 4
                except ValueError: pass
            return tracer
        def solve(x):
            for frame in frames():
                if frame.f_code.co_name == "check":
                    frame.f_trace = tracer
                    sys.settrace(tracer)
            return 0
        """,
    ],
    # Hidden errors
    "showtraceback that shows nothing": [
        _WRONG,
        "get_ipython().showtraceback = lambda *a, **k: None",
    ],
    "custom exception handler that swallows": [
        _WRONG,
        """
        get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
        """,
    ],
    "showtraceback that forgives and is gone again": [
        _FRAMES,
        """
        shell = get_ipython()
        def forgive(*a, **k):
            shell.__dict__.pop("showtraceback", None)
            for frame in frames():
                result = frame.f_locals.get("result")
                if hasattr(result, "error_in_exec"):
                    result.error_in_exec = None
        def solve(x):
            shell.showtraceback = forgive
            return 0
        """,
    ],
    "exc_info that knows nothing": [
        _WRONG,
        """
        import sys
        real = sys.exc_info
        def solve(x):
            get_ipython().showtraceback = lambda *a, **k: None
            sys.exc_info = lambda: (None, None, None)
            return 0
        """,
    ],
    "output cleared after every cell": [
        _WRONG,
        """
        from IPython.display import clear_output
        def wipe(*a):
            clear_output()
        get_ipython().events.register("post_run_cell", wipe)
        """,
    ],
    "output cleared by a thread": [
        _WRONG,
        """
        import threading, time
        from IPython.display import clear_output
        shell = get_ipython()
        def wipe():
            while True:
                clear_output()
                time.sleep(0.001)
        threading.Thread(target=wipe, daemon=True).start()
        """,
    ],
    "exception that draws itself": [
        """
        class Fine(Exception):
            def _render_traceback_(self): return []
            def __str__(self): return ""
        def solve(x):
            raise Fine
        """,
    ],
    "exit from the function under test": ["def solve(x): raise SystemExit(0)"],
    "interrupt from the function under test": ["def solve(x): raise KeyboardInterrupt"],
    "error sent off into a widget": [
        _WRONG,
        """
        import ipywidgets
        out = ipywidgets.Output()
        def solve(x):
            out.msg_id = get_ipython().kernel.get_parent()["header"]["msg_id"]
            return 0
        """,
    ],
    # Results that are not the test's
    "score displayed by the function under test": [
        """
        import sys
        def solve(x):
            sys.displayhook(4)
            return 0
        """,
    ],
    "score sent as a message": [
        """
        def solve(x):
            kernel = get_ipython().kernel
            kernel.session.send(kernel.iopub_socket, "execute_result",
                {"data": {"text/plain": "4"}, "metadata": {}, "execution_count": 1},
                parent=kernel.get_parent())
            return 0
        """,
    ],
    "score run as a cell": [
        """
        def solve(x):
            get_ipython().run_cell("4")
            return 0
        """,
    ],
    "all expressions shown": [
        """
        get_ipython().ast_node_interactivity = "all"
        class Four(int):
            def __eq__(self, other): return False
        def solve(x): return Four(4)
        """,
    ],
    "printer of numbers that says four": [
        _WRONG,
        """
        plain = get_ipython().display_formatter.formatters["text/plain"]
        plain.for_type(int, lambda obj, p, cycle: p.text("4"))
        """,
    ],
    "number that displays itself as nothing": [
        _WRONG,
        """
        get_ipython().display_formatter.ipython_display_formatter.for_type(int, lambda obj: True)
        """,
    ],
    "formatter of the learner's own": [
        _WRONG,
        """
        class Fake:
            enabled = True
            def __call__(self, obj): return "4"
        get_ipython().display_formatter.formatters["text/plain"] = Fake()
        """,
    ],
    "format method that says four": [
        _WRONG,
        """
        get_ipython().display_formatter.format = lambda obj, *a, **k: ({"text/plain": "4"}, {})
        """,
    ],
    "display hook of the learner's own": [
        _WRONG,
        """
        shell = get_ipython()
        real = shell.displayhook
        class Four:
            def __call__(self, obj=None): real(4 if obj is not None else None)
        shell.display_trap.hook = Four()
        """,
    ],
    "hook on the messages of results": [
        _WRONG,
        """
        def four(message):
            message["content"]["data"]["text/plain"] = "4"
            return message
        get_ipython().displayhook.register_hook(four)
        """,
    ],
    "semicolon written into the history": [
        """
        def solve(x):
            In.append("points;")
            return 0
        """,
    ],
    "stream that rewrites the result when flushed": [
        _WRONG + _FRAMES,
        """
        class Stream:
            def __init__(self, stream): self.stream = stream
            def __getattr__(self, name): return getattr(self.stream, name)
            def flush(self):
                for frame in frames():
                    hook = frame.f_locals.get("self")
                    message = getattr(hook, "msg", None)
                    if isinstance(message, dict) and "content" in message:
                        message["content"]["data"]["text/plain"] = "4"
                self.stream.flush()
        sys.stdout = Stream(sys.stdout)
        """,
    ],
    "score that is an object of the learner's": [
        """
        class Score(int):
            def __radd__(self, other): return self
            def __add__(self, other): return self
            __iadd__ = __add__
            def __repr__(self): return "4"
        class Yes:
            def __eq__(self, other):
                import sys
                sys._getframe(1).f_globals["points"] = Score(4)
                return other.__class__ is int and False
        def solve(x): return Yes()
        """,
    ],
    "object that displays four when it is deleted": [
        """
        import sys
        class Late:
            def __del__(self): sys.displayhook(4)
        def solve(x):
            late = Late()
            return 0
        """,
    ],
    # The channel and the seal itself
    "done written to the channel": [
        _WRONG + _CHANNEL,
        """
        def solve(x):
            os.write(channel, frame(kind="done", cell=cell(),
                reply={"status": "ok", "execution_count": 4}))
            return 0
        """,
    ],
    "result written to the channel": [
        _WRONG + _CHANNEL,
        """
        def solve(x):
            os.write(channel, frame(kind="message", cell=cell(), msg_type="execute_result",
                content={"data": {"text/plain": "4"}, "metadata": {}, "execution_count": 1},
                metadata={}, buffers=[]))
            return 0
        """,
    ],
    "answer to the probe written to the channel": [
        _WRONG + _CHANNEL,
        """
        os.write(channel, frame(kind="probed", cell=2, record="{}", tag="0" * 32))
        """,
    ],
    "noise written to the channel": [
        _WRONG + _CHANNEL,
        "os.write(channel, b'\\xff' * 64)",
    ],
    "done sent by the kernel's own publisher": [
        """
        def solve(x):
            kernel = get_ipython().kernel
            kernel.iopub_thread.send(
                b'{"kind":"done","cell":%d,"reply":{"status":"ok","execution_count":3}}'
                % int(kernel.get_parent()["header"]["msg_id"]))
            return 0
        """,
    ],
    "channel put behind another": [
        _WRONG + _CHANNEL,
        """
        import threading
        real = os.dup(channel)
        ours, theirs = socket.socketpair()
        os.dup2(theirs.fileno(), channel)
        def pump(source, target):
            while data := os.read(source, 65536):
                if target != real: data = data.replace(b"assert ", b"pass ; ")
                os.write(target, data)
        threading.Thread(target=pump, args=(real, ours.fileno()), daemon=True).start()
        threading.Thread(target=pump, args=(ours.fileno(), real), daemon=True).start()
        """,
    ],
    "requests rewritten as they arrive": [
        _WRONG,
        """
        import gc
        gc.unfreeze()
        for obj in gc.get_objects():
            if type(obj).__name__ == "Frames":
                receive = obj.receive
                def rewritten(timeout_s, receive=receive):
                    request = receive(timeout_s)
                    if request and "assert" in request.get("code", ""):
                        request["code"] = request["code"].replace("assert ", "pass ; ")
                    return request
                obj.receive = rewritten
        """,
    ],
    "frames sent with the sender found by gc": [
        """
        import gc
        gc.unfreeze()
        def solve(x):
            for obj in gc.get_objects():
                if type(obj).__name__ == "Frames":
                    cell = int(get_ipython().kernel.get_parent()["header"]["msg_id"])
                    obj.send({"kind": "done", "cell": cell, "reply": {"status": "ok"}})
            return 0
        """,
    ],
    "seal found by gc and rewritten": [
        """
        import gc
        gc.unfreeze()
        done = []
        def solve(x):
            for obj in [] if done else gc.get_objects():
                if type(obj).__name__ == "_Watching":
                    done.append(obj)
                    end = type(obj).end
                    type(obj).end = lambda self: {**end(self), "failed": False, "reached": 2}
            return 0
        """,
    ],
    "result signed by the seal's own hand": [
        """
        def solve(x):
            shell = get_ipython()
            kernel, seal = shell.kernel, shell.run_code.__self__
            for text in ("4", "4.0"):
                kernel.session.send(kernel.iopub_socket, "execute_result",
                    {"data": {"text/plain": text}, "execution_count": 1,
                     "metadata": {"autograder_tag": seal._sign(text)}}, parent=kernel.get_parent())
            return 0
        """
    ],
    "inspector of the seal replaced": [
        """
        import gc, builtins
        gc.unfreeze()
        for obj in gc.get_objects():
            if type(obj).__name__ in ("Parts", "Hooks", "Watch"):
                type(obj).restore = lambda self: [] if type(self).__name__ == "Parts" else ([], [])
        import math, unittest
        unittest.TestCase.assertEqual = lambda *a, **k: None
        math.isclose = lambda *a, **k: True
        def solve(x): return 0
        """
    ],
    "seal pushed aside by a thing equal to everything": [
        """
        class Fake:
            def __eq__(self, other): return True
            async def __call__(self, code, result=None, *, async_=False): return False
        def solve(x):
            get_ipython().__dict__["run_code"] = Fake()
            return 0
        """
    ],
    "code of the seal exchanged": [
        """
        import gc
        gc.unfreeze()
        def fake(self):
            return {"reached": 2, "failed": False, "shown": None, "own_type": False,
                    "intact": True, "code": None}
        done = []
        def solve(x):
            for obj in [] if done else gc.get_objects():
                if type(obj).__name__ == "_Watching":
                    done.append(obj)
                    type(obj).end.__code__ = fake.__code__
            return 0
        """,
    ],
    "audit hook that lies in wait": [
        _WRONG,
        """
        import sys
        def hook(event, args):
            if event == "exec" and sys._getframe(1).f_code.co_name == "run_code":
                raise RuntimeError
        sys.addaudithook(hook)
        """,
    ],
    # Later, elsewhere, or never
    "thread that replaces things while a test runs": [
        """
        import threading, time
        def loop():
            import unittest, math
            while time.sleep(0.001) is None:
                unittest.TestCase.assertEqual = lambda *a, **k: None
                math.isclose = lambda *a, **k: True
        threading.Thread(target=loop, daemon=True).start()
        def solve(x): return 0
        """,
    ],
    "timer that replaces things while a test runs": [
        """
        import math, signal, time, unittest
        def tick(*a):
            unittest.TestCase.assertEqual = lambda *a, **k: None
            math.isclose = lambda *a, **k: True
        signal.signal(signal.SIGALRM, tick)
        def solve(x):
            signal.setitimer(signal.ITIMER_REAL, 0.001)
            time.sleep(0.02)
            return 0
        """,
    ],
    "garbage collector's callback": [
        _WRONG,
        """
        import gc, math, unittest
        def patch(*args):
            unittest.TestCase.assertEqual = lambda *a, **k: None
            math.isclose = lambda *a, **k: True
        gc.callbacks.append(patch)
        gc.collect()
        """,
    ],
    "exit before the tests": ["import os; print('20 / 20'); os._exit(0)"],
    "kill before the tests": ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)"],
    "exit at the first test": ["import os\ndef solve(x): os._exit(0)"],
    "exit of the shell": ["exit()"],
    "endless loop that ignores interrupts": [
        """
        def solve(x):
            while True:
                try:
                    while True: pass
                except BaseException: pass
        """,
    ],
    "exit handler": [
        _WRONG,
        """
        import atexit, sys
        atexit.register(lambda: sys.displayhook(4))
        """,
    ],
    # Hidden tests and other people's work
    "test read from the history": [
        """
        import re
        def solve(x):
            for text in (In[-1], _ih[-1], get_ipython().history_manager.input_hist_raw[-1],
                         get_ipython().user_ns.get("_i", "")):
                found = re.search(rf"solve\\({x}\\) == (\\d+)", text)
                if found: return int(found[1])
            return 0
        """,
    ],
    "later tests looked for in memory": [
        """
        import gc, re, sys
        answers = {}
        def strings(obj):
            if isinstance(obj, str): yield obj
            elif isinstance(obj, dict):
                for value in list(obj.values()):
                    if isinstance(value, str): yield value
        for obj in gc.get_objects():
            for text in strings(obj):
                for x, y in re.findall(r"solve\\((\\d+)\\) == (\\d+)", text):
                    answers[int(x)] = int(y)
        def solve(x): return answers.get(x, 0)
        """,
    ],
    "hidden tests looked for in files": [
        """
        import os, re
        answers = {}
        for top in (".", "..", "../..", "../../..", os.path.expanduser("~"), "/srv", "/tmp"):
            for folder, _, names in os.walk(top):
                for name in names:
                    if name.endswith((".ipynb", ".db")):
                        text = open(os.path.join(folder, name), errors="replace").read()
                        for x, y in re.findall(r"solve\\((\\d+)\\) == (\\d+)", text):
                            answers[int(x)] = int(y)
        def solve(x): return answers.get(x, 0)
        """,
    ],
}

WORKS_UNSEALED = frozenset(
    {
        "failure whose error is never shown",
        "builtin all that says yes",
        "numpy.testing that accepts all",
        "numpy.testing emptied inside",
        "code of numpy's assert_allclose exchanged",
        "numpy under the learner's own name",
        "numpy of the learner's own under its usual name",
        "unittest that accepts all",
        "unittest module replaced",
        "import that serves a fake unittest",
        "finder that serves a fake unittest",
        "file that shadows unittest",
        "AST transformer that drops asserts",
        "input transformer that drops asserts",
        "cleanup transformer for tests alone",
        "run_cell_async that runs nothing",
        "run_code that runs nothing",
        "shell of another class",
        "exec hidden from the shell",
        "compiler that compiles nothing",
        "namespace that answers for itself",
        "trace function that jumps over asserts",
        "showtraceback that forgives and is gone again",
        "exc_info that knows nothing",
        "output cleared after every cell",
        "error sent off into a widget",
        "score displayed by the function under test",
        "score sent as a message",
        "score run as a cell",
        "all expressions shown",
        "printer of numbers that says four",
        "number that displays itself as nothing",
        "formatter of the learner's own",
        "format method that says four",
        "display hook of the learner's own",
        "hook on the messages of results",
        "semicolon written into the history",
        "stream that rewrites the result when flushed",
        "score that is an object of the learner's",
        "object that displays four when it is deleted",
        "result written to the channel",
        "requests rewritten as they arrive",
        "inspector of the seal replaced",
        "seal pushed aside by a thing equal to everything",
        "test read from the history",
    }
)


def cells(name: str) -> list[str]:
    return [dedent(cell).strip() for cell in ATTACKS[name]]
