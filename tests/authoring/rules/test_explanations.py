"""A lab's explanations wait for the predictions whose answers they tell."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from spoiled_lab import problems_with
from tiny_lab import in_english, in_french

COMPARED = new_code_cell('lab.compare("swing", "A", "Swing")')
FRENCH, ENGLISH = "## Expliquer\n\nRéponse A.", "## Explain\n\nAnswer A."


def tagged(cell: NotebookNode) -> NotebookNode:
    cell.metadata["tags"] = ["after-prediction", *cell.metadata["tags"]]
    return cell


def test_an_explanation_that_can_be_read_before_the_prediction_is_found(tmp_path: Path) -> None:
    found = problems_with(tmp_path, COMPARED, in_french(FRENCH), in_english(ENGLISH))

    assert len(found) == 2
    assert all("explains the prediction “swing”, and can be read before" in one for one in found)


@pytest.mark.parametrize("forgotten", ["fr", "en"])
def test_a_tag_that_one_language_lacks_is_found(tmp_path: Path, forgotten: str) -> None:
    french, english = in_french(FRENCH), in_english(ENGLISH)
    tagged(english if forgotten == "fr" else french)

    (found,) = problems_with(tmp_path, COMPARED, french, english)

    assert "Tag it `after-prediction`." in found


def test_tagged_explanations_are_sound_and_wait_for_what_came_since_the_last(
    tmp_path: Path,
) -> None:
    pair = (tagged(in_french(FRENCH)), tagged(in_english(ENGLISH)))
    other = (in_french("### Expliquer\n\nLe modem."), in_english("### Explain\n\nThe modem."))

    assert problems_with(tmp_path, COMPARED, *pair, *other) == []


def test_an_explanation_that_waits_for_no_prediction_is_found(tmp_path: Path) -> None:
    found = problems_with(tmp_path, tagged(in_french(FRENCH)), tagged(in_english(ENGLISH)))

    assert len(found) == 2
    assert all("no prediction is compared above it" in one for one in found)
