"""A scene is drawn from parts that exist, says what it shows in both languages, and is light."""

from collections.abc import Iterator
from pathlib import Path

from campus5g.authoring.findings import Finding
from campus5g.manifest import ManifestError
from campus5g.scenes.drawing import svg_file
from campus5g.scenes.scene import HEIGHT, SCENE_FILE, WIDTH, load_scene

# A module's page has 400 kB for all that it shows.
LARGEST_SCENE_BYTES = 30_000

# Who does not see it must know what is where, and what is wrong there.
_TELLING_WORDS = 12
# A passage of the page: longer ones are not listened to.
_MOST_WORDS = 60

# On a phone and in the catalogue the sides are cut off.
_SEEN_ON_A_PHONE = (WIDTH / 6, WIDTH * 5 / 6)


def scene_findings(folder: Path) -> Iterator[Finding]:
    """Find what is wrong with the scene of a module or a lab; to have none is right, too."""
    try:
        scene = load_scene(folder)
    except ManifestError as error:
        yield _finding(error.problem, error.remedy)
        return
    if scene is None:
        return
    for language, said in (("French", scene.shows.fr), ("English", scene.shows.en)):
        if not _TELLING_WORDS <= len(said.split()) <= _MOST_WORDS:
            yield _finding(
                f"What the scene shows is said in {len(said.split())} words in {language}.",
                f"Say in {_TELLING_WORDS} to {_MOST_WORDS} words what is where.",
            )
    if scene.shows.fr == scene.shows.en:
        yield _finding("The scene says the same in both languages.", "Translate `shows`.")
    left, right = _SEEN_ON_A_PHONE
    marked = [x for each in scene.parts if each.tone == "signal" for x, _ in each.places]
    if marked and not any(left <= x <= right for x in marked):
        yield _finding(
            "What is marked by `tone: signal` is not seen on a phone, where the sides are cut off.",
            f"Place it between {left:g} and {right:g}.",
        )
    for each in scene.parts:
        if not all(-WIDTH <= x <= 2 * WIDTH and 0 <= y <= 2 * HEIGHT for x, y in each.places):
            yield _finding(
                f"{each.part or 'A line'} is far outside the frame.",
                f"The frame is {WIDTH} wide and {HEIGHT} high, from its top left corner.",
            )
    size = len(svg_file(scene).encode())
    if size > LARGEST_SCENE_BYTES:
        yield _finding(
            f"The scene has {size // 1000} kB.",
            f"Bring it below {LARGEST_SCENE_BYTES // 1000} kB: fewer different parts.",
        )


def _finding(problem: str, remedy: str) -> Finding:
    return Finding(problem, remedy, file=SCENE_FILE)
