"""No learner's OS user reads solutions, hidden tests or keys of finals, wherever they are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from classroom_site import Classroom

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.final_quiz import quiz_of
from campus5g.places import COURSES, HOUSE, LABS

pytestmark = pytest.mark.proof

# As a learner's kernel: everything below some folders that this user can open.
READ_ALL = """
import json, os, subprocess, sys
given = json.load(sys.stdin)
answers = [answer.encode() for answer in given["answers"]]
read = []
for root in given["roots"]:
    for place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in {".venv", "node_modules"}]
        for name in files:
            path = os.path.join(place, name)
            try:
                if os.path.isfile(path) and os.path.getsize(path) <= 32 << 20:
                    open(path, "rb").close()
                    read.append(path)
            except OSError:
                continue
# grep looks for thousands of lines at once; then, few files are left for whole answers.
lines = b"\\n".join({max(answer.split(b"\\n"), key=len) for answer in answers})
grep = ["grep", "--text", "--fixed-strings", "--files-with-matches", "--null", "--no-messages"]
found = []
for first in range(0, len(read), 1000):
    searched = subprocess.run(
        [*grep, "--file=-", "--", *read[first : first + 1000]],
        input=lines, stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"},
    )
    for path in searched.stdout.decode().split("\\0")[:-1]:
        with open(path, "rb") as file:
            content = file.read()
        if any(answer in content for answer in answers):
            found.append(path)
print(json.dumps({"read": len(read), "found": found}))
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


@pytest.fixture
def left_open(classroom: Classroom) -> Iterator[list[Path]]:
    """Two files of Ben's with an answer each, as it stands in the source and in a notebook."""
    several_lines = next(answer for answer in answers() if "\n" in answer)
    home = classroom.folders.homes / "ben"
    files = {home / "open.yaml": several_lines, home / "open.ipynb": json.dumps(several_lines)}
    for file, content in files.items():
        file.write_text(content)
        file.chmod(0o644)
    yield [*files]
    for file in files:
        file.unlink()


def test_a_learners_kernel_finds_no_answer_in_the_house_or_the_data(
    classroom: Classroom, bens: psutil.Process, left_open: list[Path]
) -> None:
    wanted, folders = answers(), classroom.folders
    given = {
        # Notebooks are JSON: a line stands there as its escaped text.
        "answers": sorted({*wanted, *(json.dumps(line)[1:-1] for line in wanted)}),
        # Ben enters the data's folder without seeing what is in it, but knows his ways.
        "roots": [
            str(root) for root in (HOUSE, folders.data, folders.exchange, folders.homes / "ben")
        ],
    }

    with classroom.begin_as(bens, READ_ALL) as kernel:
        output, _ = kernel.communicate(json.dumps(given))
    seen = json.loads(output)

    assert len(wanted) > 50
    # What lies open is found, and nothing else does.
    assert sorted(seen["found"]) == sorted(map(str, left_open))
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
