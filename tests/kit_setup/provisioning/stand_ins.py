"""What a machine of the tests has in the place of programs that can't be installed here.

Open5GS and its database: the kit's own core, which reads what was written for them. ROS: a web
server at rosbridge's port. Prometheus, and the daemon of a modem: nothing.
"""

from systemd_machine import INSTALLED, PYTHON, Machine

_CORE = INSTALLED / "tests/kit_setup/provisioning/standing_core.py"
_FUNCTIONS = ("nrf", "nssf", "udm", "upf", "smf")
_UNIT = """[Service]
Type={kind}
ExecStart={program}
RemainAfterExit={stays}

[Install]
WantedBy=multi-user.target
"""
_TUNNEL = "[NetDev]\nName=ogstun\nKind=tun\n"
_TUNNEL_AS_PACKED = "[Match]\nName=ogstun\n\n[Network]\nAddress=10.45.0.1/16\n"
_DATABASE = """#!/bin/sh
install -m 0600 "$3" /var/lib/open5gs/subscribers.js
systemctl restart open5gs-amfd
"""
_ROS = f"""#!/bin/sh
case "$*" in
*rosbridge*) exec {PYTHON} -I -m http.server --directory /var/empty 9090 ;;
*) exec sleep infinity ;;
esac
"""
_MODEM = """#!/bin/sh
printf '%s\\n' "$*" >> /run/qmicli
case "$*" in
*--wda-get-data-format*) echo "Link layer protocol: 'raw-ip'" ;;
*--get-expected-data-format*) echo raw-ip ;;
*--wds-start-network*) printf "Packet data handle: '7'\\nCID: '80'\\n" ;;
esac
"""
"""What qmi-network asks a modem, with the answers that it reads."""


def stand_in_for_open5gs(machine: Machine) -> None:
    """Give a machine what Open5GS' package brings: user, units, the tunnel with its own pool."""
    _say_installed(machine, "open5gs", "2.7.7")
    machine.run("useradd", "--system", "open5gs")
    machine.run("install", "-d", "/etc/open5gs/hnet", "/var/lib/open5gs", "/dev/net")
    machine.write("/etc/tmpfiles.d/tun.conf", "c /dev/net/tun 0666 root root - 10:200\n")
    machine.run("systemd-tmpfiles", "--create", "tun.conf")
    machine.write("/etc/systemd/network/99-open5gs.netdev", _TUNNEL)
    machine.write("/etc/systemd/network/99-open5gs.network", _TUNNEL_AS_PACKED)
    machine.write("/usr/bin/mongosh", _DATABASE, "0755")
    for function in _FUNCTIONS:
        _serve(machine, f"open5gs-{function}d", "/bin/true", kind="oneshot")
    _serve(machine, "open5gs-amfd", f"{PYTHON} {_CORE}")
    machine.run("systemctl", "enable", "--now", "systemd-networkd")


def stand_in_for_prometheus(machine: Machine) -> None:
    """Give a machine a service of that name."""
    _say_installed(machine, "prometheus", "2.53.3")
    machine.run("install", "-d", "/etc/prometheus")
    _serve(machine, "prometheus", "/usr/bin/sleep infinity")


def stand_in_for_a_modem(machine: Machine) -> None:
    """Give a machine what answers for a modem that has no USB."""
    machine.write("/usr/bin/qmicli", _MODEM, "0755")
    machine.write("/usr/bin/udevadm", "#!/bin/sh\n", "0755")
    machine.run("install", "-d", "/etc/udev/rules.d")


def stand_in_for_ros(machine: Machine) -> None:
    """Give a machine what the services of a robot start."""
    machine.run("install", "-d", "/var/empty")
    machine.write("/opt/ros/jazzy/setup.bash", "PATH=/opt/ros/jazzy/bin:$PATH\n")
    machine.write("/opt/ros/jazzy/bin/ros2", _ROS, "0755")


def _say_installed(machine: Machine, package: str, version: str) -> None:
    database = "/var/lib/dpkg/status"
    entry = (
        f"\nPackage: {package}\nStatus: install ok installed\nPriority: optional\nSection: misc\n"
        f"Maintainer: tests <tests@localhost>\nArchitecture: all\nVersion: {version}\n"
        "Description: stood in for\n"
    )
    machine.write(database, machine.run("cat", database).stdout.rstrip("\n") + "\n" + entry)


def _serve(machine: Machine, name: str, program: str, *, kind: str = "exec") -> None:
    stays = "yes" if kind == "oneshot" else "no"
    unit = _UNIT.format(kind=kind, program=program, stays=stays)
    machine.write(f"/usr/lib/systemd/system/{name}.service", unit)
    machine.run("systemctl", "enable", name)
