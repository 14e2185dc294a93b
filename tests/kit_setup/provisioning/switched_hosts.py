"""The machines of a kit, booted by systemd, on one switch; and a modem that can be plugged in."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from systemd_machine import Machine, booted, network_name

SWITCH = network_name("switch")
_NO_MODEM = "#!/bin/sh\nprintf '%s\\n' \"$*\" >> /run/qmicli\n"
# As Debian has it; images for containers read all lists of packages each time.
_INDEX = 'Dir::Cache::pkgcache "pkgcache.bin";\nDir::Cache::srcpkgcache "srcpkgcache.bin";\n'
_ROS = "#!/bin/sh\nexec sleep infinity\n"


@contextmanager
def hosts(addresses: Mapping[str, str], folder: Path) -> Iterator[dict[str, Machine]]:
    """Make hosts on one switch, each with an address of 192.168.x.0/24, and take them away."""
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key"))
    with ExitStack() as stack:
        run("ip", "netns", "add", SWITCH)
        stack.callback(run, "ip", "netns", "del", SWITCH)
        run("ip", "-n", SWITCH, "link", "add", "br0", "type", "bridge")
        run("ip", "-n", SWITCH, "link", "set", "br0", "up")
        yield {
            name: stack.enter_context(_host(name, address, number, folder))
            for number, (name, address) in enumerate(addresses.items())
        }


@contextmanager
def _host(name: str, address: str, number: int, folder: Path) -> Iterator[Machine]:
    network, port = network_name(name), f"p{number}"
    (folder / name).mkdir()
    run("ip", "netns", "add", network)
    try:
        run(*f"ip -n {SWITCH} link add {port} type veth peer name eth0 netns {network}".split())
        run(*f"ip -n {SWITCH} link set {port} master br0 up".split())
        run(*f"ip -n {network} addr add {address}/24 dev eth0".split())
        run(*f"ip -n {network} link set eth0 up".split())
        with booted(name, network, folder / name) as machine:
            _furnish(machine, (folder / "key.pub").read_text())
            yield machine
    finally:
        run("ip", "netns", "del", network)


def _furnish(machine: Machine, key: str) -> None:
    """Give a machine what differs from a real one: our key, a shared clock, no USB, no ROS."""
    machine.write("/root/.ssh/authorized_keys", key, "0600")
    # The clock is shared with the host: chrony follows it, and never sets it.
    machine.write("/etc/default/chrony", 'DAEMON_OPTS="-F 1 -x"\n')
    machine.write(
        "/etc/systemd/system/chrony.service.d/test.conf", "[Unit]\nConditionCapability=\n"
    )
    machine.write("/etc/apt/apt.conf.d/zz-index", _INDEX)
    machine.write("/usr/bin/qmicli", _NO_MODEM, "0755")
    machine.write("/usr/bin/udevadm", "#!/bin/sh\n", "0755")
    machine.write("/opt/ros/jazzy/setup.bash", "PATH=/opt/ros/jazzy/bin:$PATH\n")
    machine.write("/opt/ros/jazzy/bin/ros2", _ROS, "0755")
    machine.run("mkdir", "-p", "/etc/udev/rules.d")
    machine.run("systemctl", "daemon-reload")


def plug_in_modem(host: str, ue: str, address: str, user_plane: str) -> None:
    """Give a host the network interface of a modem, with the user plane that leads there.

    Args:
        host: name of the modem's host.
        ue: the modem's device.
        address: the device's, in a pool of its own, 10.x.0.0/16.
        user_plane: on the hosts' network.
    """
    gateway = f"{address.rsplit('.', 2)[0]}.0.1"
    modem = f"veth peer name ue-{ue} netns {network_name(host)}"
    run(*f"ip -n {SWITCH} link add air type {modem}".split())
    run(*f"ip -n {SWITCH} addr add {gateway}/16 dev air".split())
    run(*f"ip -n {SWITCH} link set air up".split())
    run(*f"ip -n {SWITCH} addr replace {user_plane}/24 dev br0".split())
    # A modem's link has no neighbours to ask for.
    for setting in ("ip_forward", "conf/air/proxy_arp"):
        run(*f"ip netns exec {SWITCH} sh -c".split(), f"echo 1 > /proc/sys/net/ipv4/{setting}")


def run(*command: str) -> None:
    """Run a program on this machine."""
    subprocess.run(command, check=True, capture_output=True)
