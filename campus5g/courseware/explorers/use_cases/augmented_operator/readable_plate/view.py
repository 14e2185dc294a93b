"""Can the plate be read? A drawn plate with the points that camera, distance and rate leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Control, Series, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.augmented_operator.plate import plate_lines
from campus5g.courseware.explorers.use_cases.augmented_operator.scene_panel import (
    Scene,
    SceneAnswer,
    ScenePanel,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.video import (
    GUESSED_POINTS,
    MOVEMENTS,
    PHOTO,
    PICTURES,
    READABLE_POINTS,
    Movement,
    Picture,
    Reading,
    needed_mbit_s,
    photo_s,
    points_kept,
    points_per_letter,
    reading_of,
)
from campus5g.courseware.explorers.words import NO_BREAK, megabits, number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SIZES = (*PICTURES, PHOTO)
LETTERS_MM = (2.0, 3.0, 5.0, 8.0, 12.0)
DISTANCES_M = (0.3, 0.5, 0.8, 1.2, 2.0, 3.0)
RATES_MBIT_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


@dataclass(frozen=True)
class Shot:
    """What the learner sets: a picture or a photo of a plate, and the link that carries it."""

    picture: Picture
    movement: Movement
    letter_mm: float
    distance_m: float
    rate_mbit_s: float

    @property
    def in_picture(self) -> float:
        """The height of a letter in the picture, in points."""
        return points_per_letter(self.letter_mm, self.distance_m, self.picture)

    @property
    def kept(self) -> float:
        """The height that is left of it; a photo is sent whole, however long it takes."""
        if self.picture is PHOTO:
            return self.in_picture
        needed = needed_mbit_s(self.picture, self.movement)
        return points_kept(self.in_picture, self.rate_mbit_s, needed)


SMALL = Shot(PICTURES[2], "slow", 3.0, 0.5, 4.0)
"""What the learner starts from, and what they predict a larger picture for."""
LARGE = Shot(PICTURES[3], "slow", 3.0, 0.5, 4.0)


def readable_plate() -> Explorer:
    """Return the explorer "can the plate be read?", with a prediction first."""
    controls = [
        Control(
            "picture",
            t(fr="Image", en="Picture"),
            [picture_name(each) for each in SIZES],
            SIZES.index(SMALL.picture),
        ),
        Control(
            "movement",
            t(fr="La tête", en="The head"),
            [_WORDS.text("movement", each) for each in MOVEMENTS],
            list(MOVEMENTS).index(SMALL.movement),
        ),
        Control(
            "distance",
            t(fr="Distance à la plaque", en="Distance to the plate"),
            [f"{number(each)}{NO_BREAK}m" for each in DISTANCES_M],
            DISTANCES_M.index(SMALL.distance_m),
        ),
        Control(
            "letter",
            t(fr="Hauteur des lettres", en="Height of the letters"),
            [f"{number(each)}{NO_BREAK}mm" for each in LETTERS_MM],
            LETTERS_MM.index(SMALL.letter_mm),
        ),
        Control(
            "rate",
            t(fr="Débit montant", en="Uplink rate"),
            [megabits(each) for each in RATES_MBIT_S],
            RATES_MBIT_S.index(SMALL.rate_mbit_s),
            t(fr="ce que la liaison porte vraiment", en="what the link really carries"),
        ),
    ]
    panel = ScenePanel(controls, lambda at: _answer(_chosen(at)), _method(), _sources())
    table = _table(SMALL)
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def picture_name(picture: Picture) -> str:
    """Return the display name of a size of picture."""
    if picture is PHOTO:
        return t(fr="une photo", en="one photo")
    return t(fr=f"vidéo {picture.name}", en=f"video {picture.name}")


def reading_name(reading: Reading) -> str:
    """Return what can be made of a letter, in a word or two."""
    return _WORDS.text("reading", reading)


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        before, after = reading_of(SMALL.kept), reading_of(LARGE.kept)
        best = "readable" if after == "readable" else "same" if after == before else "worse"
        return best, _WORDS.text(
            "prediction",
            "why",
            before=number(SMALL.kept),
            whole=number(LARGE.in_picture),
            needed=megabits(needed_mbit_s(LARGE.picture, LARGE.movement)),
            after=number(LARGE.kept),
        )

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("plate", _WORDS.text("prediction", "question"), guesses, outcome)


def _chosen(at: Mapping[str, int]) -> Shot:
    return Shot(
        SIZES[at["picture"]],
        list(MOVEMENTS)[at["movement"]],
        LETTERS_MM[at["letter"]],
        DISTANCES_M[at["distance"]],
        RATES_MBIT_S[at["rate"]],
    )


def _answer(shot: Shot) -> SceneAnswer:
    advice = _advice(shot)
    lines = plate_lines()
    return SceneAnswer(
        advice,
        Scene(
            "plate",
            t(fr="Ce que voit l’expert", en="What the expert sees"),
            _WORDS.text("scene", "alt", reading=reading_name(reading_of(shot.kept))),
            {"lines": lines, "letter_points": shot.kept},
        ),
        [_chart(shot)],
        [_table(shot)],
    )


def _advice(shot: Shot) -> str:
    verdict = reading_name(reading_of(shot.kept))
    if shot.picture is PHOTO:
        return _WORDS.text(
            "advice",
            "photo",
            kept=number(shot.kept),
            verdict=verdict,
            wait=f"{number(photo_s(shot.rate_mbit_s))}{NO_BREAK}s",
        )
    needed = needed_mbit_s(shot.picture, shot.movement)
    picture = number(shot.in_picture)
    if needed <= shot.rate_mbit_s:
        return _WORDS.text("advice", "whole", picture=picture, verdict=verdict)
    return _WORDS.text(
        "advice",
        "short",
        picture=picture,
        kept=number(shot.kept),
        needed=megabits(needed),
        verdict=verdict,
    )


def _chart(shot: Shot) -> Chart:
    rates = [0.25 * 2 ** (step / 4) for step in range(29)]
    tallest = 16.0

    def curve(picture: Picture) -> list[tuple[float, float]]:
        whole = points_per_letter(shot.letter_mm, shot.distance_m, picture)
        needed = needed_mbit_s(picture, shot.movement)
        return [(rate, min(tallest, points_kept(whole, rate, needed))) for rate in rates]

    series = [Series(picture_name(each), "line", curve(each)) for each in PICTURES]
    here = [(shot.rate_mbit_s, min(tallest, shot.kept))]
    series.append(Series(t(fr="votre réglage", en="your setting"), "dots", here, style=5))
    return Chart(
        heading=_WORDS.text("chart", "heading"),
        title=_WORDS.text("chart", "title", kept=number(shot.kept)),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="débit montant, Mbit/s", en="uplink rate, Mbit/s"),
            0.25,
            32,
            [(at, number(at)) for at in (0.5, 1, 2, 4, 8, 16)],
            log=True,
        ),
        y=Axis(
            t(fr="points par lettre", en="points per letter"),
            0,
            tallest,
            [(at, number(at)) for at in (0, 5, 10, 15)],
        ),
        series=series,
        across=[(READABLE_POINTS, t(fr="lisible", en="readable"))],
    )


def _table(shot: Shot) -> Table:
    rows = []
    for each in SIZES:
        one = Shot(each, shot.movement, shot.letter_mm, shot.distance_m, shot.rate_mbit_s)
        photo = each is PHOTO
        rows.append(
            [
                picture_name(each),
                number(one.in_picture),
                f"{number(photo_s(one.rate_mbit_s))}{NO_BREAK}s"
                if photo
                else megabits(needed_mbit_s(each, shot.movement)),
                number(one.kept),
                reading_name(reading_of(one.kept)),
            ]
        )
    return Table(
        _WORDS.text("table", "caption", rate=megabits(shot.rate_mbit_s)),
        _WORDS.list("headers"),
        rows,
    )


def _method() -> Sequence[str]:
    return _WORDS.list("method", readable=number(READABLE_POINTS), guessed=number(GUESSED_POINTS))


def _sources() -> str:
    return _WORDS.text("page", "sources")
