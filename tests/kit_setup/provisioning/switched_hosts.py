"""The machines of a kit, booted by systemd, on one switch."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from switch import Switch
from systemd_machine import Machine, booted

SWITCH = Switch("switch")


@contextmanager
def hosts(
    addresses: Mapping[str, str], folder: Path, furnish: Callable[[Machine], None]
) -> Iterator[dict[str, Machine]]:
    """Make hosts on one switch, each with an address of 192.168.x.0/24, and take them away.

    Args:
        addresses: by the hosts' names.
        folder: takes what belongs to them, and a key that lets root in.
        furnish: gives a host that is up what its kind has besides.
    """
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key"))
    key = (folder / "key.pub").read_text()

    def start(host: AbstractContextManager[Machine]) -> Machine:
        machine = host.__enter__()
        stack.push(host)
        _furnish(machine, key)
        furnish(machine)
        return machine

    with ExitStack() as stack:
        stack.enter_context(SWITCH.on())
        made = [
            _host(name, address, number, folder)
            for number, (name, address) in enumerate(addresses.items())
        ]
        # A machine that starts waits more than it works.
        with ThreadPoolExecutor(len(made)) as at_once:
            started = [at_once.submit(start, host) for host in made]
        yield {name: each.result() for name, each in zip(addresses, started, strict=True)}


@contextmanager
def _host(name: str, address: str, number: int, folder: Path) -> Iterator[Machine]:
    (folder / name).mkdir()
    with (
        SWITCH.plugged_in(name, f"p{number}", address) as network,
        booted(name, network, folder / name) as machine,
    ):
        yield machine


def _furnish(machine: Machine, key: str) -> None:
    """Give a machine what differs from a real one: our key, and a clock that it shares."""
    machine.write("/root/.ssh/authorized_keys", key, "0600")
    # The clock is shared with the host: chrony follows it, and never sets it.
    machine.write("/etc/default/chrony", 'DAEMON_OPTS="-F 1 -x"\n')
    machine.write(
        "/etc/systemd/system/chrony.service.d/test.conf", "[Unit]\nConditionCapability=\n"
    )
    # Nothing can be downloaded, and apt would read the lists of all packages each time.
    machine.run("find", "/var/lib/apt/lists", "-type", "f", "-delete")
    machine.run("systemctl", "daemon-reload")


def run(*command: str) -> None:
    """Run a program on this machine."""
    subprocess.run(command, check=True, capture_output=True)
