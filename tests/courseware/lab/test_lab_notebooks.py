"""What labs call beside the kit: predictions, hints, and the result sheet."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from IPython.core.formatters import DisplayFormatter

from campus5g import set_language
from campus5g.courseware import lab
from campus5g.courseware.lab.drawings import drawing_of
from campus5g.courseware.lab.hints import HINTS_FILE, HintError, LabHints, hints_of
from campus5g.courseware.lab.notes import NOTES_FILE, LabNotes
from campus5g.courseware.lab.result_sheet import SHEET_FILE
from campus5g.courseware.progress import Progress
from campus5g.draw import DRAW_VARIABLE, Draw
from campus5g.evidence import Measurement, SigningKey, Statement, attestation_of, publish
from campus5g.evidence.keyring import FOLDER_VARIABLE

HINTS = """
rsrp:
  nudge: {fr: "Une piste.", en: "A thought."}
  method: {fr: "Une méthode.", en: "A method."}
  example: {fr: "Un exemple.", en: "An example <b>."}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CAMPUS5G_LEARNER", "sacha")
    set_language("en")
    yield tmp_path
    set_language(None)


class TestPredictions:
    def test_a_prediction_is_saved_and_compared_later(self) -> None:
        assert "noted: B" in repr(lab.predict("swing", "b"))

        said = lab.compare("swing", "A", "Swing at rest")

        assert "You predicted B, the measurement gives A." in repr(said)
        noted = LabNotes().predicted()["swing"]
        assert noted == {"choice": "B", "outcome": "A", "about": "Swing at rest"}

    def test_a_prediction_may_change_only_before_the_measurement(self) -> None:
        lab.predict("swing", "B")
        lab.predict("swing", "C")
        lab.compare("swing", "A", "Swing")

        assert "remains C" in repr(lab.predict("swing", "A"))
        assert LabNotes().predicted()["swing"]["choice"] == "C"

    def test_rerunning_the_cell_keeps_the_compared_prediction(self) -> None:
        lab.predict("swing", "A")
        lab.compare("swing", "A", "Swing")
        lab.predict("swing", "A")

        assert LabNotes().predicted()["swing"]["outcome"] == "A"

    @pytest.mark.parametrize("choice", ["?", "", "AB", "1"])
    def test_an_invalid_letter_is_not_saved(self, choice: str) -> None:
        assert "Replace the question mark" in repr(lab.predict("swing", choice))
        assert LabNotes().predicted() == {}

    def test_without_a_prediction_the_measurement_does_not_tell_its_outcome(self) -> None:
        said = lab.compare("swing", "B", "Swing at rest")

        assert "Now write your prediction" in repr(said)
        assert not re.search(r"\bB\b", repr(said))

    def test_a_prediction_made_after_the_measurement_is_compared_without_measuring_again(
        self,
    ) -> None:
        lab.compare("swing", "B", "Swing at rest")

        said = lab.predict("swing", "A")

        assert "You predicted A, the measurement gives B." in repr(said)
        noted = LabNotes().predicted()["swing"]
        assert noted == {"choice": "A", "outcome": "B", "about": "Swing at rest"}

    def test_only_a_compared_prediction_opens_the_words_that_explain_it(self) -> None:
        shown = DisplayFormatter().format
        noted = lab.predict("swing", "A")
        compared = lab.compare("swing", "A", "Swing at rest")

        assert shown(noted)[1] == {}
        bundle, metadata = shown(compared)
        assert metadata == {"campus5g": {"compared": "swing"}}
        assert "the measurement confirms it" in bundle["text/html"]

    @pytest.mark.parametrize("damage", ["", "[]", "nonsense", '{"predictions": 3}'])
    def test_a_damaged_file_of_notes_does_not_stop_the_lab(self, here: Path, damage: str) -> None:
        (here / NOTES_FILE).write_text(damage)

        lab.predict("swing", "A")

        assert LabNotes().predicted() == {"swing": {"choice": "A"}}

    def test_a_read_only_folder_is_tolerated(self, here: Path) -> None:
        (here / NOTES_FILE).mkdir()

        assert "noted: A" in repr(lab.predict("swing", "A"))


class TestHints:
    @pytest.fixture
    def hints(self, here: Path) -> LabHints:
        (here / HINTS_FILE).write_text(HINTS)
        return lab.hint("rsrp")

    def test_three_steps_and_what_they_cost(self, hints: LabHints) -> None:
        page = hints._repr_html_()

        assert page.count("<details>") == 3
        assert "Hint 2 of 3: the method" in page
        assert "An example &lt;b&gt;." in page
        assert "cost no points" in page

    def test_opening_one_is_noted_once_among_the_learner_s_events(
        self, hints: LabHints, here: Path
    ) -> None:
        steps, _ = hints.widget().children

        for opened in (0, None, 0, 2):
            steps.selected_index = opened

        assert LabNotes().hints() == {"rsrp": 3}
        seen = [event.thing for event in Progress(here.name, "sacha").events()]
        assert seen == [("part", "hint-rsrp-1"), ("part", "hint-rsrp-3")]

    def test_an_unknown_hint_and_a_missing_file_are_reported(
        self, hints: LabHints, tmp_path: Path
    ) -> None:
        with pytest.raises(HintError, match="no hints for sinr"):
            lab.hint("sinr")
        with pytest.raises(HintError):
            hints_of("rsrp", tmp_path / "nowhere")


class TestSheet:
    @pytest.fixture
    def signed(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A kept signal, signed by a kit that this test believes."""
        monkeypatch.setenv(FOLDER_VARIABLE, str(here / "keys"))
        key = SigningKey.at(here / "key.pem")
        publish(key.public)
        samples = [{"at": 100.0 + n, "rsrp_dbm": -90.0 - n} for n in range(5)]
        artefact = here / "evidence" / "quay.json"
        artefact.parent.mkdir()
        artefact.write_text(json.dumps({"emulated": True, "samples": samples}))
        now = datetime.now(UTC)
        measurement = Measurement(
            kit="hall-1",
            kind="real",
            operation="signal",
            parameters={"ue": "agv"},
            learner="sacha",
            started_at=now,
            ended_at=now,
            size_bytes=artefact.stat().st_size,
            media_type="application/json",
        )
        digest = hashlib.sha256(artefact.read_bytes()).hexdigest()
        statement = Statement(name="quay.json", sha256=digest, measurement=measurement)
        attestation_of(artefact).write_text(statement.signed(key).to_json())
        return artefact

    def test_the_sheet_shows_account_draw_kit_results_measurements_and_terms(
        self, signed: Path, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(DRAW_VARIABLE, Draw.named("trial").seed.hex())
        lab.predict("swing", "B")
        lab.compare("swing", "A", "Swing at rest")

        page = lab.sheet("Meet <it>", {"RSRP": -90, "Cell": lambda: 17}, "Two numbers.").page

        assert (here / SHEET_FILE).read_text() == page
        for told in (
            *("Meet &lt;it&gt;", "Account: sacha", "draw F5ST", "real kit “hall-1”", "−90", "17"),
            *("Swing at rest", "✓ genuine", "median RSRP −92 dBm", "Two numbers.", "<svg"),
        ):
            assert told in page
        assert "http" not in page.replace("http://www.w3.org", "")

    def test_failed_and_open_results_are_marked_as_missing(self) -> None:
        page = lab.sheet("Lab", {"Open": ..., "Fails": lambda: 1 / 0}).page

        assert page.count("not yet") == 2
        assert "No measurement was kept." in page

    def test_a_changed_measurement_is_reported_and_not_drawn(self, signed: Path) -> None:
        signed.write_text(signed.read_text().replace("-90", "-60"))

        page = lab.sheet("Lab", {}).page

        assert "its content has changed" in page
        assert "<svg" not in page


class TestDrawings:
    def test_round_trips_are_drawn_as_shares_and_lost_ones_counted(self, here: Path) -> None:
        kept = here / "idle.json"
        kept.write_text(json.dumps({"samples": [{"rtt_ms": t} for t in (12.0, None, 10.0, 14.0)]}))

        drawing = drawing_of("latency", kept)

        assert drawing.words == "4 packets, median 12.0 ms, 1 lost"
        assert [round(share) for _, share in drawing.points] == [33, 67, 100]

    @pytest.mark.parametrize("content", ["", "{}", '{"samples": [{}]}'])
    def test_an_unreadable_measurement_is_reported(self, here: Path, content: str) -> None:
        (here / "odd.json").write_text(content)

        assert drawing_of("signal", here / "odd.json").words == "can't be read"

    def test_another_kind_of_measurement_has_no_drawing(self, here: Path) -> None:
        assert drawing_of("capture", here / "n2.pcapng").svg() == ""
