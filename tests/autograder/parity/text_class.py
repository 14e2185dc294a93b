"""A class in text processing whose submissions fall into the other traps of nbgrader."""

import copy

from class_makers import Course, Hand


def hand_in(course: Course) -> None:
    """Hand in one submission for each trap, or for a few that do not disturb each other."""
    _own_files(course)
    _much_output(course)
    _cells_deleted(course)
    _endless_loop(course)
    _schema(course, "old-schema", 1)
    _schema(course, "new-schema", 4)
    _claims_marks(course)
    _renamed(course)
    _copied(course)
    _only_a_stranger(course)
    hand = Hand(course, "no-time").solve()
    hand.hand_in("the day before yesterday")


def _own_files(course: Course) -> None:
    hand = Hand(course, "own-files").solve()
    rules = (course.root / "release" / course.assignment / "rules.py").read_text("utf-8")
    hand.texts["rules.py"] = rules + "\nMINE = True\n"
    hand.texts["corpus.txt"] = "no log at all"
    hand.texts["notes/mine.txt"] = "kept"
    hand.texts["notes/__pycache__/mine.pyc"] = "left out"
    hand.add("1_tokens", "rules.MINE, open('notes/mine.txt').read()")
    hand.hand_in("2026-03-09 09:00:00.000000 +0100")


def _much_output(course: Course) -> None:
    hand = Hand(course, "much-output").solve()
    hand.cell("tokens").source += (
        "\nimport warnings\n_tokens = tokens\n"
        "def tokens(text):\n"
        "    warnings.warn('old ways', DeprecationWarning, stacklevel=1)\n"
        "    return _tokens(text)\n"
        "warnings.simplefilter('always')"
    )
    hand.cell("frequent").source += (
        "\n_frequent = frequent\ndef frequent(text, number):\n"
        "    print(*range(100), sep='\\n')\n    return _frequent(text, number)"
    )
    hand.add(
        "2_patterns",
        "def fall(n):\n    return 1 / n if n < 1 else fall(n - 1)\nfall(40)",
        before="bearings",
    )
    hand.write("wind", "def wind(text):\n    return [6]")
    hand.hand_in()


def _cells_deleted(course: Course) -> None:
    hand = Hand(course, "deleted").solve()
    hand.delete("test_tokens").delete("log_page").delete("expression").hand_in()


def _endless_loop(course: Course) -> None:
    hand = Hand(course, "loops").solve()
    hand.write("frequent", "def frequent(text, number):\n    while True:\n        pass")
    hand.hand_in()
    with (course.root / "nbgrader_config.py").open("a") as configuration:
        configuration.write("c.Execute.timeout = 10\n")


def _schema(course: Course, student: str, version: int) -> None:
    hand = Hand(course, student).solve()
    for cell in hand.notebooks["1_tokens"].cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["schema_version"] = version
    hand.hand_in()


def _claims_marks(course: Course) -> None:
    hand = Hand(course, "claims").solve()
    hand.cell("tokens").metadata.nbgrader.update(grade=True, points=50)
    hand.hand_in()


def _renamed(course: Course) -> None:
    hand = Hand(course, "renamed").solve()
    hand.cell("tokens").metadata.nbgrader["grade_id"] = "my_tokens"
    hand.hand_in()


def _copied(course: Course) -> None:
    hand = Hand(course, "copied").solve()
    twice = copy.deepcopy(hand.cell("tokens"))
    twice.id = "copied"
    hand.notebooks["1_tokens"].cells.insert(0, twice)
    hand.hand_in()


def _only_a_stranger(course: Course) -> None:
    hand = Hand(course, "stranger").solve()
    hand.notebooks = {"other": hand.notebooks["1_tokens"]}
    hand.hand_in()
