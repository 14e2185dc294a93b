"""As whom a lab can be run, and what that must earn."""

import pytest

from campus5g.authoring.catalogue import Module, find_module
from campus5g.authoring.trials.lab_run import role_of
from campus5g.manifest import ManifestError

LAB = find_module("meet-the-kit")


def test_the_solution_must_earn_all_automatic_points_and_an_empty_copy_none() -> None:
    assert role_of(LAB, "solution").expected_points == LAB.manifest.automatic_points
    assert role_of(LAB, "empty").expected_points == 0


@pytest.mark.parametrize("name", LAB.manifest.wrong)
def test_a_wrong_solution_must_earn_what_the_manifest_says(name: str) -> None:
    expected = LAB.manifest.wrong[name].expected_points

    assert role_of(LAB, f"wrong:{name}").expected_points == expected


@pytest.mark.parametrize("name", ["wrong:nobody", "bars-are-quality", ""])
def test_an_unknown_role_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ManifestError) as refused:
        role_of(LAB, name)

    assert "copied, asking, wrong:" in refused.value.remedy
    assert "wrong:bars-are-quality" in refused.value.remedy


def test_a_lab_that_is_the_same_for_all_can_t_be_run_as_copied(lab: Module) -> None:
    with pytest.raises(ManifestError, match="tiny is the same for all learners"):
        role_of(lab, "copied")
