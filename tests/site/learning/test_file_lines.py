"""What a project file earned on each line of its rubric."""

import pytest

from campus5g.authoring.catalogue import find_module
from campus5g.site.learning.file_lines import file_item, file_line_points
from campus5g.site.records.cohorts import CohortModule, FileMark

ADA, BOB = 1, 2
PROJECT = find_module("project-assessment")
LINES = 8


def marked(*points: float, person_id: int = ADA, with_second: bool = False) -> FileMark:
    """Points for the first lines, and none for those that follow."""
    given = [*points, *[0.0] * (LINES - len(points))]
    return FileMark(person_id=person_id, points=given, with_second=with_second)


def place(*marks: FileMark) -> CohortModule:
    return CohortModule(file_marks=list(marks))


def test_each_line_has_the_mean_of_those_who_marked() -> None:
    marks = place(marked(2, 1, with_second=True), marked(1, 3), marked(3, 3, person_id=BOB))

    found = file_line_points(marks, ADA, PROJECT)

    assert found == {"project-file": [1.5, 2.0, *[0.0] * (LINES - 2)]}


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param((), id="nobody has marked"),
        pytest.param((marked(2, 3, with_second=True),), id="the first waits for a second"),
        pytest.param((FileMark(person_id=ADA, points=[2.0]),), id="the rubric had one line then"),
        pytest.param((marked(2, 3, person_id=BOB),), id="somebody else's"),
    ],
)
def test_no_line_has_points_where_none_count(marks: tuple[FileMark, ...]) -> None:
    assert file_line_points(place(*marks), ADA, PROJECT) == {}


def test_a_module_without_a_file_has_no_lines() -> None:
    module = find_module("essentials-why-5g")

    assert file_item(module) is None
    assert file_line_points(place(marked(2)), ADA, module) == {}
