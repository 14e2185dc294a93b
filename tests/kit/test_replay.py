"""The replay kit: kept evidence by the same calls, in order, and nothing that does not hold."""

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from evidence_folder import MORNING, EvidenceFolder, at, capture_of
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g import set_language
from campus5g.evidence import (
    KitKey,
    SigningKey,
    TrustedKeys,
    attestation_of,
    examine,
    examine_folder,
)
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.replay import Replay
from campus5g.kit.robots.robot_state import RobotState

ROBOT = {
    "description": "robot",
    "protocol": "rosbridge",
    "ue": "agv",
    "radius_m": 0.25,
    "limits": {"speed_mps": 0.4, "turn_radps": 1.0, "fence_m": [[0, 0], [9, 0], [9, 9]]},
}
"""A robot as a kit describes it, without its name."""


def way_to(x_m: float) -> bytes:
    """A drive of one state, as the gateway records it."""
    state = RobotState(0.0, x_m, 0.0, 0.0, 0.0, 0.0)
    return json.dumps({"states": [asdict(state)], "told": []}).encode()


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    folder = EvidenceFolder(tmp_path / "evidence", SigningKey.at(tmp_path / "key.pem"))
    folder.add_kit()
    return folder


@pytest.fixture
def in_folder(folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path.parent)


def frame(number: int) -> bytes:
    return bytes(60) + number.to_bytes(4)


class TestServes:
    def test_the_same_operations_in_the_order_of_the_measurements(
        self, folder: EvidenceFolder
    ) -> None:
        folder.add("b.pcapng", capture_of(frame(1)))
        folder.add("a.pcapng", capture_of(frame(2), frame(3)))
        k = Kit(folder.connection())

        with k.capture("n2") as first:
            pass
        with k.capture("n2") as second:
            pass

        assert (first.count, second.count) == (1, 2)
        assert first.path.read_bytes() == capture_of(frame(1))

    def test_only_what_was_measured_with_the_same_parameters(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of(frame(1)))
        k = Kit(folder.connection())

        for points, seconds in ((("n3",), 120), (("n2", "n3"), 120), (("n2",), 60)):
            with pytest.raises(KitError, match="was not kept with these parameters"):
                k.capture(*points, max_seconds=seconds).start()
        assert k.capture("n2", max_seconds=120.0).start()

    def test_each_measurement_once(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of(frame(1)))
        k = Kit(folder.connection())
        with k.capture("n2"):
            pass

        with pytest.raises(KitError, match="not as many times"):
            k.capture("n2").start()

    def test_a_drive_that_was_kept_before_robots_had_names(self, folder: EvidenceFolder) -> None:
        folder.add_kit(robot=ROBOT)
        folder.add("way.json", way_to(3.0), "drive", {"speed_mps": 0.2, "turn_radps": 0.0})
        folder.add("loop.json", way_to(4.0), "velocity", {})
        k = Kit(folder.connection())

        driven = k.robot().drive(0.2, seconds=1)
        with k.robot("agv").velocity() as drive:
            steered = list(drive.states(1))

        assert driven.states[-1].x_m == 3.0
        assert (drive.state.x_m, len(steered)) == (4.0, 0)

    def test_a_drive_to_its_own_robot_alone(self, folder: EvidenceFolder) -> None:
        folder.add_kit(robots=[{"name": name, **ROBOT} for name in ("turtlebot", "agv")])
        asked = {"speed_mps": 0.2, "turn_radps": 0.0}
        for name, x_m in (("agv", 3.0), ("turtlebot", 4.0)):
            folder.add(f"{name}.json", way_to(x_m), "drive", {"robot": name, **asked})
        k = Kit(folder.connection())

        assert k.robot().drive(0.2, seconds=1).states[-1].x_m == 4.0
        assert k.robot("agv").drive(0.2, seconds=1).states[-1].x_m == 3.0
        with pytest.raises(KitError, match="not as many times"):
            k.robot("agv").drive(0.2, seconds=1)

    def test_answers_of_a_device_during_the_lab(self, folder: EvidenceFolder) -> None:
        said = (at("AT+CSQ", "+CSQ: 21,99"), at("AT+CSQ", "+CSQ: 20,99"))
        folder.add("a.pcapng", capture_of(), meanwhile=said)
        k = Kit(folder.connection())

        with k.capture("n2"):
            answers = [k.ue("camera").at("AT+CSQ").lines for _ in said]
            with pytest.raises(KitError, match="not among them"):
                k.ue("camera").at("AT+CSQ")

        assert answers == [["+CSQ: 21,99"], ["+CSQ: 20,99"]]

    def test_actions_in_between_distinguish_captures(self, folder: EvidenceFolder) -> None:
        folder.add("camera.pcapng", capture_of(frame(1)), meanwhile=(at("AT+CFUN=0"),))
        folder.add("agv.pcapng", capture_of(frame(2)), meanwhile=(at("AT+CFUN=0", ue="agv"),))
        connection = folder.connection()
        order = {"command": "AT+CFUN=0", "until": []}
        k = Kit(connection)

        with k.capture("n2") as cap:
            connection.call("POST", "/ues/agv/at", order)

        assert cap.path.read_bytes() == capture_of(frame(2))

    @pytest.mark.usefixtures("in_folder")
    def test_the_name_distinguishes_otherwise_equal_measurements(
        self, folder: EvidenceFolder
    ) -> None:
        folder.add("later.pcapng", capture_of(frame(1)))
        folder.add("first.pcapng", capture_of(frame(2)))
        k = Kit(folder.connection())

        with k.capture("n2") as first:
            pass
        first.keep("first")
        with k.capture("n2") as later:
            pass
        kept = later.keep("later")

        assert first.path.read_bytes() == capture_of(frame(2))
        assert later.path.read_bytes() == capture_of(frame(1))
        assert kept.artefact == Path("evidence/later.pcapng")

    def test_an_unknown_name_is_reported(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of())
        with Kit(folder.connection()).capture("n2") as cap:
            pass

        with pytest.raises(KitError, match=r"measurement \(b\) was not kept"):
            cap.keep("b")

    @pytest.mark.usefixtures("in_folder")
    def test_a_measurement_under_two_names_is_refused(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of(frame(1)))
        folder.add("b.pcapng", capture_of(frame(2)))
        k = Kit(folder.connection())
        with k.capture("n2") as first:
            pass
        second = k.capture("n2").start()
        first.keep("a")
        second.stop()

        with pytest.raises(KitError, match=r"measurement \(a\) was not kept"):
            second.keep("a")

    def test_any_measurement_s_artefact(self, folder: EvidenceFolder) -> None:
        folder.add("delays.csv", b"rtt_ms\n9.5\n", "latency", {"ue": "camera", "count": 1})
        replay = folder.replay()

        measurement, data = replay.measured("latency", {"ue": "camera", "count": 1})

        assert data == b"rtt_ms\n9.5\n"
        assert replay.kept_as(measurement, "delays").name == "delays.csv"

    def test_a_notebook_in_a_scenario_gets_what_was_measured_in_it(
        self, folder: EvidenceFolder
    ) -> None:
        folder.add_kit()
        folder.add("quiet.csv", b"9\n", "latency", {"ue": "camera"}, scenario="nominal")
        folder.add("busy.csv", b"90\n", "latency", {"ue": "camera"}, scenario="congested")
        connection = folder.connection()
        k = Kit(connection)

        with k.scenario("congested"):
            _, busy = connection.served("latency", {"ue": "camera"})
            with pytest.raises(KitError):
                connection.served("latency", {"ue": "camera"})
        _, quiet = connection.served("latency", {"ue": "camera"})

        assert (busy, quiet) == (b"90\n", b"9\n")

    def test_a_notebook_under_a_variation_gets_what_was_measured_under_it(
        self, folder: EvidenceFolder
    ) -> None:
        for variation, data in (("0ddba11e", b"9\n"), ("00c0ffee", b"90\n")):
            folder.add(
                f"{variation}.csv",
                data,
                "latency",
                {"ue": "camera"},
                scenario="nominal",
                variation=variation,
            )
        connection = folder.connection()
        k = Kit(connection)

        k.scenario("nominal", "00c0ffee")

        assert k.scenario().variation == "00c0ffee"
        assert connection.served("latency", {"ue": "camera"})[1] == b"90\n"
        with pytest.raises(KitError, match="made under another draw than yours"):
            connection.served("latency", {"ue": "camera"})
        k.scenario("nominal")
        assert connection.served("latency", {"ue": "camera"})[1] == b"9\n"

    def test_the_card_says_that_the_kit_replays(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of())

        description = folder.connection().call("GET", "/")

        assert description["replayed"] == 1
        assert Kit(folder.connection()).health() == []

    def test_anything_not_kept_is_refused(self, folder: EvidenceFolder) -> None:
        connection = folder.connection()

        for method, path in (
            ("POST", "/robots/agv/stop"),
            ("GET", "/robots/agv"),
            ("GET", "/leases"),
        ):
            with pytest.raises(KitError, match="not among them"):
                connection.call(method, path)
        with pytest.raises(KitError, match="not among them"), connection.lines("/latency", 1):
            pass
        with pytest.raises(KitError, match="not among them"):
            _ = connection.headers


class TestRefuses:
    def refusal(self, folder: EvidenceFolder, learner: str | None = "sacha") -> str:
        with pytest.raises(KitError) as refusal, Kit(folder.connection(learner)).capture("n2"):
            pass
        return refusal.value.problem

    @settings(max_examples=20)
    @given(position=st.integers(0, 200), change=st.integers(1, 255))
    def test_a_changed_byte(
        self, tmp_path_factory: pytest.TempPathFactory, position: int, change: int
    ) -> None:
        set_language("en")
        home = tmp_path_factory.mktemp("changed")
        folder = EvidenceFolder(home / "evidence", SigningKey.at(home / "key.pem"))
        folder.add_kit()
        artefact = folder.add("a.pcapng", capture_of(frame(1)))
        data = bytearray(artefact.read_bytes())
        data[position % len(data)] ^= change
        artefact.write_bytes(data)

        said = self.refusal(folder)

        assert said.startswith("a.pcapng")
        assert "content has changed" in said

    def test_another_learner_s_measurement(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of())

        assert "by another person" in self.refusal(folder, "lou")

    def test_one_measurement_under_a_second_name(self, folder: EvidenceFolder) -> None:
        artefact = folder.add("idle.pcapng", capture_of())
        for file in (artefact, attestation_of(artefact)):
            file.rename(file.with_name(file.name.replace("idle", "loaded")))

        assert "then copied to this one" in self.refusal(folder)

    def test_a_measurement_of_another_kit_than_the_rest(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of(), kit="other-bench")
        folder.trusted = [KitKey(folder.key.public.public, "")]

        assert "on another kit than the others" in self.refusal(folder)

    def test_an_attestation_by_an_unknown_kit(self, folder: EvidenceFolder, tmp_path: Path) -> None:
        folder.key = SigningKey.at(tmp_path / "stranger.pem")
        folder.add("a.pcapng", capture_of())
        known = SigningKey.at(tmp_path / "key.pem")

        keys = TrustedKeys([known.public])

        replay = Replay(
            folder.path,
            examine_folder(folder.path, keys, "sacha"),
            lambda artefact: examine(artefact, keys, "sacha"),
        )

        (piece,) = replay.candidates("capture", {"points": ["n2"], "max_seconds": 120})
        with pytest.raises(KitError, match="that this campus does not know"):
            replay.take(piece)

    def test_an_expired_kit_key(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of())
        folder.valid_until = MORNING + timedelta(minutes=1, seconds=30)

        assert "after the kit's key had expired" in self.refusal(folder)

    def test_a_missing_artefact(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of()).unlink()

        assert "is missing" in self.refusal(folder)

    def test_a_forged_statement(self, folder: EvidenceFolder) -> None:
        artefact = folder.add("a.pcapng", capture_of())
        other = folder.add("b.pcapng", capture_of(frame(1)))
        envelope = json.loads(attestation_of(artefact).read_text())
        envelope["signatures"] = json.loads(attestation_of(other).read_text())["signatures"]
        attestation_of(artefact).write_text(json.dumps(envelope))

        assert "the attestation was changed" in self.refusal(folder)

    def test_an_unreadable_attestation_is_named(self, folder: EvidenceFolder) -> None:
        attestation_of(folder.add("a.pcapng", capture_of())).write_text("{")

        assert "a.pcapng: The attestation can't be read" in self.refusal(folder)

    def test_a_measurement_under_another_draw(self, folder: EvidenceFolder) -> None:
        folder.add("a.pcapng", capture_of(), scenario="nominal", variation="0ddba11e")
        folder.add("b.pcapng", capture_of(), scenario="nominal")
        k = Kit(folder.connection())
        k.scenario("nominal", "00c0ffee")

        set_language("fr")
        with pytest.raises(KitError, match="sous un autre tirage que le vôtre") as error:
            k.capture("n2").start()

        assert "Mesurez à nouveau" in error.value.remedy

    def test_in_the_learner_s_language(self, folder: EvidenceFolder) -> None:
        artefact = folder.add("a.pcapng", capture_of())
        artefact.write_bytes(b"other")
        set_language("fr")

        assert "son contenu a changé" in self.refusal(folder)


class TestConnect:
    @pytest.mark.parametrize("execution", ["autograde", "validate"])
    def test_a_notebook_that_is_graded_or_validated_replays(
        self, folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch, execution: str
    ) -> None:
        folder.add("a.pcapng", capture_of(frame(1)))
        self.believe(folder, monkeypatch)
        monkeypatch.chdir(folder.path.parent)
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
        monkeypatch.setenv("CAMPUS5G_LEARNER", "sacha")

        with connect().capture("n2") as cap:
            pass

        assert cap.count == 1

    def test_a_folder_of_evidence_can_be_named(
        self, folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.believe(folder, monkeypatch)
        monkeypatch.setenv("CAMPUS5G_REPLAY", str(folder.path))

        assert connect().name == "bench"

    def test_the_learner_is_read_from_nbgrader_s_folders(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = tmp_path / "autograded" / "lou" / "packet-capture"
        here.mkdir(parents=True)
        folder = EvidenceFolder(here / "evidence", SigningKey.at(tmp_path / "key.pem"))
        folder.add_kit()
        self.believe(folder, monkeypatch)
        monkeypatch.chdir(here)
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

        with pytest.raises(KitError, match="by another person"):
            connect()

    @pytest.mark.parametrize("execution", ["autograde", "validate"])
    def test_a_notebook_without_evidence_is_reported(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, execution: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)

        with pytest.raises(KitError, match="kept no measurement") as refusal:
            connect()

        assert ".keep(" in refusal.value.remedy

    def test_a_lab_may_allow_a_new_kit_without_evidence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = tmp_path / "packet-capture"
        here.mkdir()
        monkeypatch.chdir(here)
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        monkeypatch.setenv("CAMPUS5G_FRESH_KIT_FOR", "other packet-capture")
        monkeypatch.setenv("CAMPUS5G_KIT_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("CAMPUS5G_KIT_TOKEN", "any")

        with pytest.raises(KitError, match="does not answer"):
            connect()

    def believe(self, folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        keys = folder.path.with_name("kit-keys")
        keys.mkdir()
        document = {"kit": "bench", "public_key": folder.key.public.encoded()}
        (keys / "bench.json").write_text(json.dumps(document))
        monkeypatch.setenv("CAMPUS5G_KIT_KEYS", str(keys))
