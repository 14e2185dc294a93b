"""A video picture: what it takes to send it, and how many points a letter has left in it.

Sources: bits for each point, "H.264 for the rest of us" (K. Amerasinghe, Adobe), a rule of
thumb: 0.07 bit for each point of each picture, times 1, 2 or 4 as the picture moves; smallest grid
for capitals and figures, 5 × 7 points, ISO 9241-3.
"""

import math
from dataclasses import dataclass
from typing import Literal

PICTURES_PER_S = 30
BITS_PER_POINT = 0.07
CAMERA_FIELD_DEG = 70.0
"""How wide the camera sees; an assumption, as many action and helmet cameras do."""
READABLE_POINTS = 7.0
GUESSED_POINTS = 5.0
"""Below this height not even the width of a letter's grid is left."""

Movement = Literal["still", "slow", "fast"]
MOVEMENTS: dict[Movement, int] = {"still": 1, "slow": 2, "fast": 4}
"""Times the bits of a picture that hardly moves (Amerasinghe's ranks of motion)."""

Reading = Literal["readable", "guessed", "lost"]


@dataclass(frozen=True)
class Picture:
    """A size of picture, in points."""

    name: str
    width: int
    height: int

    @property
    def points(self) -> int:
        """All its points."""
        return self.width * self.height


PICTURES = (
    Picture("360p", 640, 360),
    Picture("540p", 960, 540),
    Picture("720p", 1280, 720),
    Picture("1080p", 1920, 1080),
)
PHOTO = Picture("photo", 4000, 3000)
PHOTO_MBYTE = 3.0
"""What a phone's photo of twelve million points weighs, about; an assumption."""


def needed_mbit_s(picture: Picture, movement: Movement) -> float:
    """Return the rate at which a video keeps all its points."""
    bits = picture.points * BITS_PER_POINT * MOVEMENTS[movement]
    return bits * PICTURES_PER_S / 1e6


def points_per_letter(letter_mm: float, distance_m: float, picture: Picture) -> float:
    """Return how many points of a picture a letter is high.

    Args:
        letter_mm: height of a capital letter on the plate.
        distance_m: from the camera to the plate.
        picture: the size of the picture.
    """
    seen_mm = 2000 * distance_m * math.tan(math.radians(CAMERA_FIELD_DEG / 2))
    return letter_mm * picture.width / seen_mm


def points_kept(points: float, rate_mbit_s: float, needed: float) -> float:
    """Return the height in points that compression leaves of a letter.

    A coder that has half of the bits it needs keeps the detail of half of the points: a letter
    loses as much in height as in width.

    Args:
        points: the letter's height in the picture.
        rate_mbit_s: the rate that the link gives.
        needed: the rate that keeps all points, in Mbit/s.
    """
    return points * math.sqrt(min(1.0, rate_mbit_s / needed))


def reading_of(points: float) -> Reading:
    """Return what can be made of a letter of that height."""
    if points >= READABLE_POINTS:
        return "readable"
    return "guessed" if points >= GUESSED_POINTS else "lost"


def photo_s(rate_mbit_s: float) -> float:
    """Return how long a photo takes to send."""
    return PHOTO_MBYTE * 8 / rate_mbit_s
