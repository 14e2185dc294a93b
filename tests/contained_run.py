"""Run a program within a time, and end with it whatever it has started.

    contained_run.py SECONDS PROGRAM…

Processes that lose their parent are adopted here (PR_SET_CHILD_SUBREAPER of prctl(2)). So a run of
tests that is killed leaves no server, browser or machine behind, nor a network namespace with the
name of the run. When its time is over, or when this process is asked to end, the program is
interrupted as by Ctrl-C, so that pytest still reports, and killed if it goes on.
"""

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
REPORTS_WITHIN_S = 20
# Who presses Ctrl-C waits for it.
ENDS_WITHIN_S = 8


def run(within_s: int, command: list[str]) -> int:
    """Run a program, then end its descendants; return its exit code."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    name = str(os.getpid())
    # A shell has what it starts in the background ignore it, and so would all that the tests start
    # and interrupt: a program inherits what is ignored, not what is handled.
    signal.signal(signal.SIGINT, lambda *_: None)
    with subprocess.Popen(command, env={**os.environ, "CAMPUS5G_TEST_RUN": name}) as program:

        def kill_after(seconds: int) -> None:
            signal.signal(signal.SIGALRM, lambda *_: program.kill())
            signal.alarm(seconds)

        def interrupt(*_: object) -> None:
            program.send_signal(signal.SIGINT)
            kill_after(REPORTS_WITHIN_S)

        def time_is_over(*_: object) -> None:
            print(f"The run has taken longer than {within_s} s: it ends here.", file=sys.stderr)
            interrupt()

        # A terminal sends Ctrl-C to the program as well.
        signal.signal(signal.SIGINT, lambda *_: kill_after(ENDS_WITHIN_S))
        signal.signal(signal.SIGTERM, interrupt)
        # Under nohup it goes on when the terminal is closed.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, interrupt)
        signal.signal(signal.SIGALRM, time_is_over)
        signal.alarm(within_s)
        code = wait_for(program.pid)
        signal.alarm(0)
        # Without it, leaving the block would wait for a process that is gone.
        program.returncode = code
    end_descendants()
    remove_networks(f"c5-{name}-")
    return code if code >= 0 else 128 - code


def wait_for(pid: int) -> int:
    """Wait for a child, and for those adopted meanwhile."""
    while True:
        ended, status = os.wait()
        if ended == pid:
            return os.waitstatus_to_exitcode(status)


def end_descendants() -> None:
    """Kill every descendant, and those adopted meanwhile."""
    while left := psutil.Process().children(recursive=True):
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        with suppress(ChildProcessError):
            os.wait()


def remove_networks(prefix: str) -> None:
    """Remove the named network namespaces of a run."""
    for namespace in Path("/run/netns").glob(f"{prefix}*"):
        subprocess.run(["ip", "netns", "del", namespace.name], check=True)


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), sys.argv[2:]))
