"""The warm parent: what it imports once is there in every fork, and no fork is like another."""

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from confined_programs import LIMITS, WITHIN_S, WORKSPACE, printed

from autograder.errors import NoSandboxError
from autograder.limits import Limits
from autograder.sandbox import Environment, Level, Nursery, start_early

_SHARING = "import mmap\nheld = mmap.mmap(-1, 4096)\n"
_OPENING = "import os\nends = os.pipe()\n"
_THREADED = (
    "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages that can't be preloaded, each for its own reason."""
    folder = tmp_path_factory.mktemp("packages")
    for name, text in (
        ("threaded", _THREADED),
        ("opening", _OPENING),
        ("sharing", _SHARING),
        ("broken", "raise RuntimeError('broken')\n"),
        ("talkative", "print('hello', flush=True)\n"),
    ):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(text)
    return folder


@pytest.fixture(scope="module")
def warm(packages: Path) -> Iterator[Nursery]:
    """A warm parent with numpy and with modules that misbehave."""
    environment = Environment(
        preload=(
            "numpy",
            "threaded",
            "opening",
            "sharing",
            "broken",
            "talkative",
            "no_such_module",
        ),
        variables={"PYTHONPATH": str(packages), "COURSE": "statistics"},
    )
    with Nursery(environment, Level.NAMESPACES) as nursery:
        yield nursery


def in_a_fork(nursery: Nursery, code: str) -> str:
    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        confined = enclosure.spawn({})
        with confined.channel:
            return printed(confined, code)


@pytest.mark.proof
def test_modules_that_forks_cannot_share_are_skipped_and_named(warm: Nursery) -> None:
    assert warm.left_out == ["threaded", "opening", "sharing"]


def test_modules_are_preloaded(warm: Nursery) -> None:
    names = ["numpy", "numpy.random", "talkative", "threaded", "opening", "broken"]

    answer = in_a_fork(warm, f"import sys; print([name in sys.modules for name in {names}])")

    assert answer == "[True, True, True, False, False, False]\n"


def test_a_broken_module_shows_its_error_in_the_notebook(warm: Nursery) -> None:
    code = "try:\n    import broken\nexcept RuntimeError as error:\n    print(error)"

    assert in_a_fork(warm, code) == "broken\n"


def test_forks_draw_different_numbers(warm: Nursery) -> None:
    code = "import random, numpy; print(random.random(), numpy.random.rand())"

    drawn = [*in_a_fork(warm, code).split(), *in_a_fork(warm, code).split()]

    assert len(set(drawn)) == 4


def test_forks_share_no_open_files(warm: Nursery) -> None:
    code = """
import os
for name in os.listdir("/proc/self/fd"):
    try:
        print(os.readlink(f"/proc/self/fd/{name}"))
    except OSError:
        pass
"""

    with (
        warm.enclosure(WORKSPACE, {}, LIMITS) as first,
        warm.enclosure(WORKSPACE, {}, LIMITS) as second,
        first.spawn({}).channel,
    ):
        seen = set(in_a_fork(warm, code).splitlines())
        confined = second.spawn({})
        with confined.channel:
            shared = seen & set(printed(confined, code).splitlines())

    assert shared <= {"/dev/null", "anon_inode:[eventpoll]", "anon_inode:[eventfd]"}


def test_a_fork_has_few_environment_variables(warm: Nursery) -> None:
    code = "import os; print('PYTEST_CURRENT_TEST' in os.environ, os.environ['COURSE'])"

    assert in_a_fork(warm, code) == "False statistics\n"


def test_a_fork_has_the_variables_of_its_enclosure(warm: Nursery) -> None:
    with warm.enclosure(WORKSPACE, {}, LIMITS, {"OF_ADA": "hers"}) as enclosure:
        confined = enclosure.spawn({"variables": {"OF_CELL": "its"}})
        with confined.channel:
            code = "import os; print(os.environ['OF_ADA'], os.environ['OF_CELL'])"
            assert printed(confined, code) == "hers its\n"


def test_libraries_use_one_thread(warm: Nursery) -> None:
    code = """
import os
print({os.environ[name] for name in os.environ if name.endswith("_NUM_THREADS")})
"""

    assert in_a_fork(warm, code) == "{'1'}\n"


def test_a_hundred_threads_fit_into_the_usual_limits(warm: Nursery) -> None:
    code = """
import threading
meet = threading.Barrier(101)
def work():
    held = [bytearray(100_000) for _ in range(10)]
    meet.wait()
for _ in range(100):
    threading.Thread(target=work).start()
meet.wait()
print("met")
"""

    with warm.enclosure(WORKSPACE, {}, Limits()) as enclosure:
        confined = enclosure.spawn({})
        with confined.channel:
            assert printed(confined, code) == "met\n"


def test_only_packages_of_a_search_path_are_shown(packages: Path, warm: Nursery) -> None:
    (packages / "solution.ipynb").write_text("{}")

    answer = in_a_fork(warm, f"import os; print(sorted(os.listdir({str(packages)!r})))")

    assert answer == "['broken', 'opening', 'sharing', 'talkative', 'threaded']\n"


def test_another_interpreter_with_a_kernel_has_its_own_nursery(tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(other)], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = sysconfig.get_path("purelib")
    (other / "lib" / version / "site-packages" / "shared.pth").write_text(packages)

    with Nursery(Environment(python=other / "bin/python"), Level.NAMESPACES) as nursery:
        assert in_a_fork(nursery, "import sys; print(sys.prefix)") == f"{other}\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with the standard library and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    # Where the grader is root, the learner is not: its own folder is closed to others.
    folder.chmod(0o755)
    return folder / "bin/python"


def test_an_interpreter_without_a_kernel_is_refused_with_a_remedy(bare: Path) -> None:
    with pytest.raises(NoSandboxError, match="ipykernel"):
        Nursery(Environment(python=bare), Level.NAMESPACES).__enter__()


def test_an_interpreter_without_any_package_still_runs_programs(bare: Path) -> None:
    with (
        Nursery(Environment(python=bare), Level.NAMESPACES, warm=False) as nursery,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure,
    ):
        confined = enclosure.command([str(bare), "-c", "raise SystemExit(3)"])
        with confined.channel:
            assert confined.wait(WITHIN_S).exit_code == 3


def test_a_file_that_is_not_an_interpreter_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(NoSandboxError, match="no-python"):
        Nursery(Environment(python=tmp_path / "no-python"), Level.NAMESPACES).__enter__()


def test_a_prestarted_interpreter_is_used_where_it_fits() -> None:
    early = start_early()
    with Nursery(Environment(variables={"STAGE": "1"}), Level.NAMESPACES) as other:
        assert other.pid != early

    with Nursery(Environment(), Level.NAMESPACES) as first:
        assert first.pid == early

    with Nursery(Environment(), Level.NAMESPACES) as second:
        assert second.pid != early
