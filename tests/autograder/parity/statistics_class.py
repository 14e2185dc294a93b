"""A class in statistics whose submissions each exercise a special case of nbgrader."""

import json

from class_makers import Course, Hand

SPREAD = "def spread(values):\n    return "


def hand_in(course: Course) -> None:
    """Hand in one submission for each trap, or for a few that do not disturb each other."""
    hand = Hand(course, "solved").solve()
    hand.add("sample", "plt.figure(figsize=(1, 1))\nplt.hist(heights)").hand_in()
    Hand(course, "empty").hand_in(timestamp=None)
    _noisy(course)
    _negative(course)
    _above_the_maximum(course)
    _no_number(course)
    _one_notebook_missing(course)
    _metadata_changed(course)
    _second_notebook_is_no_json(course)
    _kernel_dies(course)
    _odd_code(course)


def _noisy(course: Course) -> None:
    hand = Hand(course, "noisy").solve()
    hand.write(
        "mean",
        "def mean(values):\n"
        "    if not values:\n        raise ValueError('nothing')\n"
        "    warnings.warn('only a warning', stacklevel=1)\n"
        "    return sum(values) / len(values)",
    )
    hand.cell("median").source += (
        "\nfrom IPython.display import HTML, display\n_median = median\n"
        "def median(values):\n"
        "    display(HTML('<b>the median</b>'))\n    print('at work')\n"
        "    return _median(values)"
    )
    hand.write("spread", SPREAD + "3.5")
    hand.write(
        "bootstrap",
        "def bootstrap(values, rounds, seed):\n    return min(values) - 1, max(values) + 1",
    )
    hand.hand_in("2026-03-02 20:00:00.000000 UTC")


def _negative(course: Course) -> None:
    hand = Hand(course, "negative").solve().write("spread", SPREAD + "20")
    hand.write("own_measure", hand.cell("own_measure").source + "\n1 / 0")
    hand.write(
        "bootstrap",
        "def bootstrap(values, rounds, seed):\n    return np.float64(0), np.float64(999)",
    )
    hand.hand_in("2026-03-04 09:00:00.000000 UTC")


def _above_the_maximum(course: Course) -> None:
    Hand(course, "above").solve().write("spread", SPREAD + "1").hand_in()


def _no_number(course: Course) -> None:
    hand = Hand(course, "no-number").solve()
    hand.write(
        "spread",
        SPREAD + "2j",
    )
    hand.hand_in("2027-03-04 09:00:00.000000 UTC")


def _one_notebook_missing(course: Course) -> None:
    hand = Hand(course, "one-missing").solve()
    del hand.notebooks["sample"]
    hand.hand_in()


def _metadata_changed(course: Course) -> None:
    hand = Hand(course, "metadata").solve()
    centre = hand.notebooks["centre"]
    hand.cell("test_mean").source = "pass"
    hand.cell("test_mean").metadata.nbgrader["points"] = 200
    hand.cell("test_median").metadata.nbgrader["locked"] = False
    test = hand.cell("test_spread")
    test.cell_type = "markdown"
    del test["outputs"], test["execution_count"]
    centre.metadata["kernelspec"] = {"name": "another", "display_name": "Another"}
    hand.delete("test_names")
    hand.add("centre", "mean = None  # too late")
    hand.hand_in()


def _second_notebook_is_no_json(course: Course) -> None:
    hand = Hand(course, "no-json").solve()
    del hand.notebooks["sample"]
    hand.texts["sample.ipynb"] = '{"cells": ['
    hand.hand_in()


def _kernel_dies(course: Course) -> None:
    hand = Hand(course, "dies").solve()
    hand.add("sample", "os._exit(3)", before="test_bootstrap").hand_in()


def _odd_code(course: Course) -> None:
    hand = Hand(course, "odd-code").solve()
    centre = hand.notebooks["centre"]
    for place, source in enumerate(
        (
            "import asyncio\nawait asyncio.sleep(0)",
            "input('a number? ')",
            "import sys\nprint('to the left', file=sys.stderr)\nprint('to the right')\n6 * 7",
            "from IPython.display import SVG, update_display\n"
            "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'), display_id='one')\n"
            "update_display('changed', display_id='one')",
            "!echo out of the shell",
            "def deep(n):\n    return 1 / n if n == 0 else deep(n - 1)\ndeep(3)",
            "{'a': [1, 2], 'b': None}",
        )
    ):
        hand.add("centre", source, before="mean")
        centre.cells[place + 3].metadata["tags"] = ["mine"]
    for cell in centre.cells:
        cell.pop("id", None)
    centre.nbformat_minor = 4
    del hand.notebooks["centre"]
    hand.texts["centre.ipynb"] = json.dumps(centre, ensure_ascii=False)
    hand.hand_in("")
