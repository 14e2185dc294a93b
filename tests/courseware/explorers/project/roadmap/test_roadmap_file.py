"""What the project file asks for here: its own examples are sound, poor answers are not."""

import pytest
import yaml
from pydantic import TypeAdapter

from campus5g.courseware.page.file_parts import FileField, FilePart
from campus5g.courseware.project_file.weak_lines import weak_in
from campus5g.language import LANGUAGES, set_language
from campus5g.places import COURSES


@pytest.fixture(params=LANGUAGES, autouse=True)
def language(request: pytest.FixtureRequest) -> "object":
    set_language(request.param)
    yield request.param
    set_language(None)


@pytest.fixture
def fields() -> dict[str, FileField]:
    course = yaml.safe_load((COURSES / "project" / "course.yaml").read_text(encoding="utf-8"))
    [part] = [each for each in course["project_file"] if each["module"] == "roadmap"]
    return {each.id: each for each in TypeAdapter(FilePart).validate_python(part).fields}


def test_the_examples_of_steps_and_stop_rules_have_no_weak_line(
    fields: dict[str, FileField],
) -> None:
    step, proof, when, owner = (
        each.strip() for each in str(fields["roadmap-steps"].example).split("|")
    )
    row = {"step": step, "proof": proof, "when": when, "owner": owner}
    assert weak_in(fields["roadmap-steps"], {"1": row}) == []
    assert weak_in(fields["stop-rules"], str(fields["stop-rules"].example)) == []


def test_a_plan_without_a_rule_and_a_rule_without_a_figure_are_named(
    fields: dict[str, FileField],
) -> None:
    assert weak_in(fields["stop-rules"], "Nous suivrons le projet de près.")
    [(line, _)] = weak_in(fields["stop-rules"], "Si les ponts attendent trop, on arrête.")
    assert line == "Si les ponts attendent trop, on arrête."


def test_the_day_of_a_step_is_no_figure_of_its_stop_rule(fields: dict[str, FileField]) -> None:
    row = {"step": "Pilote", "when": "20 mai 2026", "owner": "cheffe du quai"}

    [(line, _)] = weak_in(
        fields["roadmap-steps"], {"1": {**row, "proof": "à la relève ; arrêt si c’est mauvais"}}
    )

    assert line == "à la relève ; arrêt si c’est mauvais"
    rule = "à la relève ; arrêt si plus de 10 retards sur 1 000"
    assert weak_in(fields["roadmap-steps"], {"1": {**row, "proof": rule}}) == []
