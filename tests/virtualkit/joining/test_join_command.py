"""`campus5g kit join`: gNBs and UEs in one network namespace join a core in another."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from kit_observer import READABLE_NAS, fields, tshark
from running_program import running
from systemd_machine import network_name

from campus5g.places import KITS

WHY_NOT = "" if os.geteuid() == 0 else "needs root"
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
]

WITHIN_S = 240  # a loaded machine takes its time
CORE, RAN = "192.0.2.5", "192.0.2.21"
AMF, UPF, FIRST_GNB, SECOND_GNB = CORE, "192.0.2.7", RAN, "192.0.2.22"
DATA_NETWORK = "10.45.0.1"
CAMERA = "465b5ce8b199b49faa5f0a2ee238a6bc,e8ed289deba952e4283b54e88e6183ca"
"""K and OPc of the virtual kit's camera: published test keys."""
CAMPUS5G = [sys.executable, "-c", "from campus5g.commands.main import main; main()"]
PROCEDURES = {"11", "12", "13", "14", "15", "21", "29", "41", "44"}
"""NGAP procedures of registration, session, handover and deregistration (TS 38.413, 9.4.7)."""
LOST = "numgen inc mod 20 == 7"
"""Every twentieth packet that arrives."""


@dataclass(frozen=True)
class Wire:
    """Two hosts, each a network namespace, on one cable."""

    core: str
    ran: str

    def run(self, host: str, *command: str) -> str:
        done = subprocess.run(
            ["ip", "netns", "exec", host, *command], check=True, capture_output=True, text=True
        )
        return done.stdout

    @contextmanager
    def losing(self, carried: str) -> Iterator[None]:
        """Have either host lose some of the packets that arrive; check that some were lost."""
        hosts = self.core, self.ran
        for host in hosts:
            chain = "add chain inet cable in { type filter hook input priority 0; }"
            rule = f"add rule inet cable in {carried} {LOST} counter drop"
            self.run(host, "nft", f"add table inet cable; {chain}; {rule}")
        try:
            yield
            for host in hosts:
                words = self.run(host, "nft", "list ruleset").split()
                assert int(words[words.index("packets") + 1]) > 0
        finally:
            for host in hosts:
                self.run(host, "nft", "delete table inet cable")


@dataclass
class ServedCore:
    """The core as it runs on its host, and what it has told up to now."""

    wire: Wire
    process: "subprocess.Popen[str]"
    told: list[str] = field(default_factory=list)

    def wait_for(self, words: str) -> None:
        """Read on until a line with these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(line.rstrip())
            if words in line:
                return
        pytest.fail(f"the core has ended without: {words}; it told {self.told}")

    def stop(self) -> int:
        """Stop it as Ctrl-C does, and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        told, _ = self.process.communicate(timeout=WITHIN_S)
        self.told += told.splitlines()
        return self.process.returncode


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    names = network_name("core"), network_name("ran")
    with ExitStack() as stack:
        for name in names:
            subprocess.run(["ip", "netns", "add", name], check=True)
            stack.callback(subprocess.run, ["ip", "netns", "del", name], check=True)
        cable = "link add eth0 type veth peer name eth0 netns"
        subprocess.run(["ip", "-n", names[0], *cable.split(), names[1]], check=True)
        made = Wire(*names)
        for name, addresses in zip(names, ((AMF, UPF), (FIRST_GNB, SECOND_GNB)), strict=True):
            for address in addresses:
                made.run(name, "ip", "address", "add", f"{address}/24", "dev", "eth0")
            made.run(name, "ip", "link", "set", "lo", "up")
            made.run(name, "ip", "link", "set", "eth0", "up")
        yield made


@contextmanager
def serving(wire: Wire, *options: str) -> Iterator[ServedCore]:
    """Run the core until the block ends."""
    with joining(wire.core, "core", "--amf", AMF, "--upf", UPF, *options) as process:
        core = ServedCore(wire, process)
        core.wait_for("Ctrl-C")
        yield core


@pytest.fixture(scope="module")
def core(wire: Wire) -> Iterator[ServedCore]:
    with serving(wire) as served:
        yield served


@contextmanager
def joining(host: str, side: str, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Run one side of `kit join` on a host."""
    command = ["ip", "netns", "exec", host, *CAMPUS5G, "kit", "join", side, *options]
    with running(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    ) as process:
        yield process


def joined(wire: Wire, *options: str) -> tuple[int, list[str]]:
    """Run the gNBs and UEs; return the exit code, and what they have told."""
    gnbs = ("--gnb", f"gnb-halle-1={FIRST_GNB}", "--gnb", f"gnb-halle-2={SECOND_GNB}")
    with joining(wire.ran, "ran", "--amf", AMF, *gnbs, *options) as ran:
        told, _ = ran.communicate(timeout=WITHIN_S)
    return ran.returncode, told.splitlines()


@contextmanager
def recorded(wire: Wire, file: Path) -> Iterator[None]:
    """Record what passes the cable."""
    dumpcap = ["ip", "netns", "exec", wire.ran, "dumpcap", "-q", "-i", "eth0", "-w", str(file)]
    with running(dumpcap, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "File:" not in process.stderr.readline():
            assert process.poll() is None
        yield


def check_steps(code: int, told: list[str]) -> None:
    """Check that each step of camera and AGV was done."""
    assert code == 0, told
    assert not [line for line in told if line.startswith("✗")]
    assert len([line for line in told if "(NG Setup)" in line]) == 2
    for ue in ("camera", "agv"):
        for step in (
            "is registered",
            "has the address 10.45.0.",
            "of 5 echoes, median",
            "is deregi",
        ):
            assert [line for line in told if line.startswith(f"✓ {ue} ") and step in line], step
    assert "✓ camera is handed over from gnb-halle-1 to gnb-halle-2." in told


def read_cleanly(file: Path, carrier: str) -> set[str]:
    """Check that tshark finds nothing wrong; return the numbers of the NGAP procedures."""
    # The kernel leaves the checksums of UDP to hardware, which such a cable does not have.
    wrong = "_ws.malformed || _ws.expert.severity >= 4194304 || sctp.checksum.status == 0"
    assert tshark(file, "-o", "udp.check_checksum:FALSE", *READABLE_NAS, "-Y", wrong) == []
    in_udp = "udp.port == 9899" if carrier == "udp" else "!udp"
    signalling = fields(file, f"ngap && {in_udp}", "ngap.procedureCode")
    assert fields(file, "gtp && icmp", "frame.number")
    return {number for [numbers] in signalling for number in numbers.split(",")}


def test_gnbs_and_ues_join_a_core_in_another_network_namespace_by_sctp_in_udp(
    core: ServedCore, tmp_path: Path
) -> None:
    file = tmp_path / "cable.pcapng"
    with recorded(core.wire, file):
        code, told = joined(core.wire)

    check_steps(code, told)
    core.wait_for(f"✓ {SECOND_GNB} has closed its association.")
    assert "✓ camera has changed its gNB." in core.told
    assert read_cleanly(file, "udp") >= PROCEDURES


def test_nothing_is_lost_on_a_cable_that_loses_every_twentieth_packet_of_n2(
    core: ServedCore,
) -> None:
    with core.wire.losing("udp dport 9899"):
        code, told = joined(core.wire)

    check_steps(code, told)
    core.wait_for(f"✓ {SECOND_GNB} has closed its association.")


def test_a_gnb_that_was_killed_joins_again_and_refusals_are_told_with_their_reason(
    core: ServedCore,
) -> None:
    only = ("--amf", AMF, "--gnb", f"gnb-halle-1={FIRST_GNB}", "--ue", "camera", "--stay")
    with joining(core.wire.ran, "ran", *only) as ran:
        core.wait_for("✓ gNB gnb-halle-1 (1) is admitted")
        core.wait_for("✓ camera is registered.")
        ran.kill()
    code, told = joined(core.wire, "--ue", "badge", "--ue", "camera", "--language", "fr")

    assert code == 1
    why = "L’authentification de badge échoue : sa carte SIM et le cœur n’ont pas les mêmes clés."
    assert f"✗ {why}" in told
    assert "✓ camera passe de gnb-halle-1 à gnb-halle-2." in told
    why = "The authentication of badge fails: its SIM and the core do not have the same keys."
    assert core.stop() == 1
    assert f"✗ {why}" in core.told


def test_the_same_over_sctp_without_udp(wire: Wire, tmp_path: Path) -> None:
    file = tmp_path / "cable.pcapng"
    with serving(wire, "--carrier", "ip") as core:
        with recorded(wire, file):
            code, told = joined(wire, "--carrier", "ip")

        check_steps(code, told)
        assert core.stop() == 0
        assert f"✓ {SECOND_GNB} has closed its association." in core.told
    assert read_cleanly(file, "ip") >= PROCEDURES


def test_a_real_kits_devices_are_rehearsed_at_its_core_with_the_keys_of_their_cards(
    wire: Wire, tmp_path: Path
) -> None:
    real = tmp_path / "ours.yaml"
    bench = yaml.safe_load((KITS / "bench.yaml").read_text())
    bench["core"] |= {"amf": AMF, "upf": UPF}
    real.write_text(yaml.safe_dump(bench))
    provisioned = tmp_path / "core.yaml"
    virtual = yaml.safe_load((KITS / "virtual.yaml").read_text())
    virtual["cell"]["tac"] = bench["cell"]["tac"]
    virtual["core"]["data_network"] = DATA_NETWORK
    provisioned.write_text(yaml.safe_dump(virtual))
    keys = tmp_path / "keys.csv"
    keys.write_text(
        f"imsi,iccid,adm,k,opc\n{bench['ues']['camera']['imsi']},89,12345678,{CAMERA}\n"
    )
    keys.chmod(0o600)

    with serving(wire, str(provisioned)):
        rehearsing = ("--keys", str(keys), "--address", FIRST_GNB, "--carrier", "udp")
        with joining(wire.ran, "rehearse", str(real), *rehearsing) as ran:
            told, _ = ran.communicate(timeout=WITHIN_S)

    assert ran.returncode == 0, told
    assert "✓ The AMF admits gnb-bench (NG Setup)." in told
    assert f"✓ camera reaches {DATA_NETWORK}: 5 of 5 echoes" in told
    assert "✓ camera is deregistered." in told
    assert CAMERA.split(",")[0] not in told
