"""No learner's OS user reads solutions, hidden tests or keys of finals, wherever they are."""

import json
import re

import psutil
import pytest
from classroom_site import Classroom

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.final_quiz import quiz_of
from campus5g.places import COURSES, HOUSE, LABS

pytestmark = pytest.mark.everything

# As a learner's kernel: everything below some folders that this user can open.
READ_ALL = """
import json, os, re, sys
given = json.load(sys.stdin)
answers = re.compile("|".join(map(re.escape, given["answers"])).encode())
found, read = [], 0
for root in given["roots"]:
    for place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in {".venv", "node_modules"}]
        for name in files:
            path = os.path.join(place, name)
            try:
                if not os.path.isfile(path) or os.path.getsize(path) > 32 << 20:
                    continue
                with open(path, "rb") as file:
                    content = file.read()
            except OSError:
                continue
            read += 1
            if answers.search(content):
                found.append(path)
print(json.dumps({"read": read, "found": found}))
"""

_REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)


def answers() -> list[str]:
    """Return lines that stand in solutions and hidden tests only, and keys as files write them."""
    found: set[str] = set()
    for module in catalogue():
        text = "\n".join(
            "".join(cell["source"]) for cell in json.loads(module.notebook.read_bytes())["cells"]
        )
        for region in _REGION.finditer(text):
            lines = [line.strip() for line in region[2].splitlines()]
            found.add(max(lines, key=len, default=""))
        quiz = quiz_of(module)
        source = (module.folder / "quiz.yaml").read_text() if quiz else ""
        # Questions of a final end in their answers, which nothing but the source has beside them.
        for item in re.split(r"\n  - ", source)[1:]:
            if "part: final" in item:
                found.add(item.strip())
    return sorted(line for line in found if len(line) > 24)


def test_a_learners_kernel_finds_no_answer_in_the_house_or_the_data(
    classroom: Classroom, bens: psutil.Process
) -> None:
    wanted = answers()
    given = {
        # Notebooks are JSON: a line stands there as its escaped text.
        "answers": sorted({*wanted, *(json.dumps(line)[1:-1] for line in wanted)}),
        "roots": [str(HOUSE), str(classroom.folders.data)],
    }

    with classroom.begin_as(bens, READ_ALL) as kernel:
        output, _ = kernel.communicate(json.dumps(given))
    seen = json.loads(output)

    assert len(wanted) > 50
    assert seen["found"] == []
    # It read what it needs: programs, kits, released work.
    assert seen["read"] > 500


OPEN = """
import json, os, sys
opened = []
for path in json.loads(sys.argv[1]):
    try:
        os.listdir(path) if os.path.isdir(path) else open(path).close()
        opened.append(path)
    except OSError:
        pass
print(json.dumps(opened))
"""


def test_a_learner_opens_no_source_and_the_portal_opens_all(
    classroom: Classroom, bens: psutil.Process
) -> None:
    (portal, _) = next(classroom.processes("campus5g.site.portal"))
    paths = [COURSES, LABS, HOUSE / "tests", HOUSE / ".git", LABS / "meet-the-kit" / "lab.yaml"]
    asked = json.dumps([str(path) for path in paths])

    by_learner = json.loads(classroom.run_as(bens, OPEN, asked))
    by_portal = json.loads(classroom.run_as(portal, OPEN, asked))

    assert by_learner == []
    assert by_portal == [str(path) for path in paths]


VALIDATED_AS_GRADED = """
import os
from campus5g.kit.connecting import FRESH_KIT_FOR
print(os.environ[FRESH_KIT_FOR])
"""


def test_a_learners_server_is_told_which_labs_are_graded_on_a_kit_of_their_own(
    classroom: Classroom, bens: psutil.Process
) -> None:
    fresh = [
        module.id
        for module in catalogue()
        if module.manifest.kit and module.manifest.kit.graded_on != "evidence"
    ]

    told = classroom.run_as(bens, VALIDATED_AS_GRADED).split()

    assert told == fresh
