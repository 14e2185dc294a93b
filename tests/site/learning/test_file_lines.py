"""What a project file earned on each line of its rubric."""

import pytest

from campus5g.authoring.catalogue import Criterion
from campus5g.site.learning.file_lines import file_line_points
from campus5g.site.records.cohorts import CohortModule, FileMark

ADA, BOB = 1, 2
RUBRIC = [Criterion(fr="a", en="a", points=2), Criterion(fr="b", en="b", points=4)]


def marked(*points: float, person_id: int = ADA, with_second: bool = False) -> FileMark:
    return FileMark(person_id=person_id, points=list(points), with_second=with_second)


def place(*marks: FileMark) -> CohortModule:
    return CohortModule(file_marks=list(marks))


def test_each_line_has_the_mean_of_those_who_marked() -> None:
    marks = place(marked(2, 1, with_second=True), marked(1, 3), marked(0, 0, person_id=BOB))

    assert file_line_points(marks, ADA, RUBRIC) == [1.5, 2]


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param((), id="nobody has marked"),
        pytest.param((marked(2, 4, with_second=True),), id="the first waits for a second"),
        pytest.param((marked(2),), id="the rubric had one line then"),
        pytest.param((marked(2, 4, person_id=BOB),), id="somebody else's"),
    ],
)
def test_no_line_has_points_where_none_count(marks: tuple[FileMark, ...]) -> None:
    assert file_line_points(place(*marks), ADA, RUBRIC) is None
