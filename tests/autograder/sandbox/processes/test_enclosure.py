"""What an enclosure gives to the notebooks of one submission only."""

import os
import signal
from pathlib import Path, PurePosixPath

import pytest
from confined_programs import LIMITS, WITHIN_S, WORKSPACE, first_report, heard, start

from autograder.limits import MEBIBYTE
from autograder.sandbox import Enclosure, Nursery, WallError, WorkspaceError


def test_the_requested_working_directory_is_used(enclosure: Enclosure) -> None:
    assert enclosure.workspace == WORKSPACE
    assert first_report(enclosure, "report(os.getcwd())") == str(WORKSPACE)


def test_the_root_shows_only_programs_of_the_host(enclosure: Enclosure) -> None:
    seen = first_report(
        enclosure, "report([sorted(os.listdir('/')), os.listdir('/srv'), os.environ['HOME']])"
    )

    host_only = {"boot", "media", "mnt", "opt", "run", "sys", "var"}
    assert host_only.isdisjoint(seen[0])
    assert seen[1:] == [["course"], "/home/learner"]


def test_variables_of_a_submission_reach_only_its_processes(nursery: Nursery) -> None:
    look = "report(os.environ.get('OF_ADA'))"

    with (
        nursery.enclosure(WORKSPACE, {}, LIMITS, {"OF_ADA": "hers"}) as ada,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as bob,
    ):
        seen = [first_report(each, look) for each in (ada, bob, ada)]

    assert seen == ["hers", None, "hers"]


def test_files_are_copied_with_their_names_dates_and_modes(
    nursery: Nursery, tmp_path: Path
) -> None:
    names = ["data.csv", "été à Dunkerque.txt", "-rf", "deep/er/file", "new\nline", "\udcff"]
    source = tmp_path / "source"
    source.write_text("1,2\n")
    source.chmod(0o750)
    os.utime(source, (1_000_000_000, 1_000_000_000))
    files = {PurePosixPath(name): source for name in names}
    program = """
found = [str(Path(folder, name)) for folder, _, names in os.walk(".") for name in names]
status = os.stat("data.csv")
report([found, open("data.csv").read(), status.st_mode & 0o777, status.st_mtime])
"""

    with nursery.enclosure(WORKSPACE, files, LIMITS) as enclosure:
        found, text, mode, modified_s = first_report(enclosure, program)

    assert set(found) == set(names)
    assert (text, mode, modified_s) == ("1,2\n", 0o750, 1_000_000_000)


def test_links_and_special_files_are_not_copied(nursery: Nursery, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder_link").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe")
    files = {PurePosixPath(path.name): path for path in tmp_path.iterdir()}

    with nursery.enclosure(WORKSPACE, files, LIMITS) as enclosure:
        assert first_report(enclosure, "report(os.listdir('.'))") == []


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../outside"])
def test_no_file_name_escapes_the_workspace(nursery: Nursery, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()

    with (
        pytest.raises(ValueError, match="leads out"),
        nursery.enclosure(WORKSPACE, {PurePosixPath(name): tmp_path / "file"}, LIMITS),
    ):
        pass


def test_too_large_files_are_refused_without_affecting_the_next_submission(
    nursery: Nursery, tmp_path: Path
) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LIMITS.workspace_bytes + MEBIBYTE)

    with (
        pytest.raises(WorkspaceError, match="large"),
        nursery.enclosure(WORKSPACE, {PurePosixPath("large"): tmp_path / "large"}, LIMITS),
    ):
        pass

    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        assert first_report(enclosure, "report(os.listdir('.'))") == []


def test_files_are_shared_within_a_submission_and_not_beyond(
    nursery: Nursery,
) -> None:
    places = "[Path(place, 'left') for place in ('.', '/tmp', os.environ['HOME'])]"
    write = f"report([place.write_text('!') for place in {places}])"
    read = f"report([place.exists() for place in {places}])"

    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        first_report(enclosure, write)
        later = first_report(enclosure, read)
    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        next_one = first_report(enclosure, read)

    assert later == [True, True, True]
    assert next_one == [False, False, False]


def test_simultaneous_submissions_do_not_see_each_other(nursery: Nursery) -> None:
    serve = """
Path("secret").write_text("mine")
server = socket.create_server(("127.0.0.1", 5000))
by_name = socket.socket(socket.AF_UNIX)
by_name.bind("\\0mine")
by_name.listen()
report("serving")
server.accept()
"""
    look = """
seen = [str(path) for path in Path("/srv").rglob("secret")]
seen += [path.name for path in Path("/proc").glob("[0-9]*") if path.name not in ("1", "2")]
for family, address in ((socket.AF_INET, ("127.0.0.1", 5000)), (socket.AF_UNIX, "\\0mine")):
    try:
        socket.socket(family).connect(address)
        seen.append(str(address))
    except OSError:
        pass
report(seen)
"""
    other = Path("/srv/course/autograded/bob/lab1")

    with (
        nursery.enclosure(WORKSPACE, {}, LIMITS) as first,
        nursery.enclosure(other, {}, LIMITS) as second,
        start(first, serve).channel as channel,
    ):
        assert channel.recv(100) == b'"serving"\n'
        assert first_report(second, look) == []


def test_processes_of_one_enclosure_share_files_but_not_processes(enclosure: Enclosure) -> None:
    wait = "Path('here').touch(); report(os.getpid()); _channel.recv(1)"

    with start(enclosure, wait).channel as channel:
        assert channel.recv(100) == b"2\n"
        seen = first_report(
            enclosure, "report([os.listdir('.'), os.getpid(), os.listdir('/proc')])"
        )

    assert seen[:2] == [["here"], 2]
    assert {name for name in seen[2] if name.isdigit()} == {"1", "2"}


def test_what_notebooks_use_works_inside(enclosure: Enclosure) -> None:
    program = """
import getpass, multiprocessing, pty, subprocess, tempfile
with multiprocessing.get_context("fork").Pool(2) as pool:
    squares = pool.map(abs, [-1, -2])
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
lines = []
def read(descriptor):
    data = os.read(descriptor, 1024)
    lines.append(data)
    return data
pty.spawn(["/bin/echo", "on a terminal"], read)
report([
    squares,
    client.getpeername()[0],
    b"".join(lines).decode().strip(),
    subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip(),
    getpass.getuser(),
    socket.gethostbyname("localhost"),
    [name for _, name in socket.if_nameindex()],
    tempfile.gettempdir(),
])
"""

    assert first_report(enclosure, program) == [
        [1, 2],
        "127.0.0.1",
        "on a terminal",
        "learner",
        "learner",
        "127.0.0.1",
        ["lo"],
        "/tmp",  # noqa: S108 - the enclosure's own
    ]


def test_orphans_are_reaped(enclosure: Enclosure) -> None:
    program = """
reader, writer = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        os.read(reader, 1)
        os._exit(0)
    os._exit(0)
os.wait()
os.close(reader)
pidfds = [os.pidfd_open(int(path.name)) for path in Path("/proc").glob("[0-9]*")
          if path.name not in ("1", str(os.getpid()))]
os.write(writer, b"!")
import contextlib, select
select.select(pidfds, [], [])
def zombies():
    for path in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            yield "zombie" in path.read_text()
while any(zombies()):
    pass
report(len(pidfds))
"""

    assert first_report(enclosure, program) == 1


def test_all_writable_places_share_one_size_limit(enclosure: Enclosure) -> None:
    program = """
written = 0
for place in (".", "/tmp", "/dev/shm", os.environ["HOME"]):
    try:
        with open(f"{place}/much", "wb", buffering=0) as file:
            while True:
                written += file.write(bytes(256 * 1024))
    except OSError:
        continue
report(written)
"""

    assert 0 < first_report(enclosure, program) <= LIMITS.workspace_bytes


def test_interrupt_is_the_stop_button(enclosure: Enclosure) -> None:
    program = """
try:
    report("running")
    _channel.recv(1)
except KeyboardInterrupt:
    report("interrupted")
"""
    confined = start(enclosure, program)

    with confined.channel:
        assert heard(confined) == "running"
        confined.interrupt()
        assert heard(confined) == "interrupted"
        ended = confined.wait(WITHIN_S)

    assert (ended.exit_code, ended.signal) == (0, None)


def test_kill_ends_the_process_and_returns_its_usage(enclosure: Enclosure) -> None:
    confined = start(enclosure, "held = b'!' * 50_000_000; report(1); _channel.recv(1)")

    with confined.channel:
        heard(confined)
        with pytest.raises(TimeoutError):
            confined.wait(0.01)
        confined.kill()
        ended = confined.wait(WITHIN_S)

    assert (ended.exit_code, ended.signal) == (None, signal.SIGKILL)
    assert ended.cpu_s > 0
    assert ended.peak_memory_bytes > 50_000_000
    assert not ended.out_of_memory


def test_the_exit_code_is_returned(enclosure: Enclosure) -> None:
    confined = start(enclosure, "os._exit(7)")

    with confined.channel:
        assert confined.wait(WITHIN_S).exit_code == 7


def test_a_missing_program_ends_with_an_error(enclosure: Enclosure) -> None:
    confined = enclosure.command(["/bin/no-such-program"])

    with confined.channel:
        assert confined.wait(WITHIN_S).exit_code == 1


def test_an_ended_enclosure_reports_that_it_is_gone(nursery: Nursery) -> None:
    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        pass

    with pytest.raises(WallError):
        enclosure.command(["/bin/true"])


def test_a_workspace_must_be_an_absolute_path(nursery: Nursery) -> None:
    with pytest.raises(ValueError, match="absolute"), nursery.enclosure(Path("a"), {}, LIMITS):
        pass
