"""The uplink of a quay: the video of remote cranes, and the photos of all tablets at once.

Flows are taken as fluid: while tablets have photos to send they take whatever the cell gives them,
and a crane takes the sum of its cameras and no more.
"""

import math
from dataclasses import dataclass
from typing import Literal

from campus5g.air.frame import Frame
from campus5g.air.link_adaptation import resource_blocks, uplink_scheme

FrameId = Literal["DDDSU", "DDSUU", "DDDSUUDDDD"]
Sharing = Literal["fair", "class", "spread"]
Problem = Literal["nobody", "too-many"]

SCS_KHZ = 30
REFERENCE_MHZ = 40
MARGIN = 1.25
"""What is offered against what is asked: a quarter in hand, as in the first module of course 1."""
SPREAD_S = 300.0
"""Over which tablets are told to send, where their photos are spread."""
MOST_TABLETS = 500
"""More do not belong to one cell, nor in this model."""
BITS_PER_BYTE = 8


@dataclass(frozen=True)
class Cell:
    """A cell, and how well it hears devices.

    Args:
        bandwidth_mhz: its width.
        frame: its slots.
        sinr_db: at the antenna, of a device that spreads its power over `REFERENCE_MHZ`; over a
            wider carrier the same power is thinner.
    """

    bandwidth_mhz: int = 40
    frame: FrameId = "DDDSU"
    sinr_db: float = 20.0

    @property
    def uplink_mbit_s(self) -> float:
        """What it carries upwards.

        Source: bits of a slot as the virtual kit's link adaptation chooses them (TS 38.214,
        table 5.1.3.1-1), and the frame's share of uplink slots.
        """
        thinner_db = 10 * math.log10(self.bandwidth_mhz / REFERENCE_MHZ)
        blocks = resource_blocks(self.bandwidth_mhz, SCS_KHZ)
        scheme = uplink_scheme(self.sinr_db - thinner_db, blocks)
        frame = Frame(self.frame, SCS_KHZ)
        carried = scheme.bits_per_slot * (1 - scheme.error_rate) / frame.slot_s
        return carried * frame.average_share("uplink") / 1e6


@dataclass(frozen=True)
class Quay:
    """Who sends.

    Args:
        cranes: driven from a control room by the cell.
        cameras: of each crane.
        camera_mbit_s: of each camera.
        tablets: that send a photo at the same moment.
        photo_mb: size of a photo, in megabytes.
    """

    cranes: int = 3
    cameras: int = 5
    camera_mbit_s: float = 6.0
    tablets: int = 60
    photo_mb: float = 3.0

    @property
    def crane_mbit_s(self) -> float:
        """The video of one crane."""
        return self.cameras * self.camera_mbit_s

    @property
    def video_mbit_s(self) -> float:
        """The video of all cranes."""
        return self.cranes * self.crane_mbit_s

    @property
    def photos_mbit(self) -> float:
        """All photos together."""
        return self.tablets * self.photo_mb * BITS_PER_BYTE

    def photos_mbit_s(self, within_s: float) -> float:
        """Return the rate that brings all photos up within a time."""
        return self.photos_mbit / within_s


@dataclass(frozen=True)
class Burst:
    """What happens from the moment that all tablets send.

    Args:
        uplink_mbit_s: of the cell.
        video_mbit_s: what the cranes get until the photos are through.
        photos_mbit_s: what the tablets get.
        lasts_s: until the photos are through; infinite if the cranes leave nothing.
        video_after_mbit_s: what the cranes get afterwards.
    """

    uplink_mbit_s: float
    video_mbit_s: float
    photos_mbit_s: float
    lasts_s: float
    video_after_mbit_s: float


def problem(quay: Quay) -> Problem | None:
    """Return why a quay can't be worked out; None if it can."""
    if quay.tablets > MOST_TABLETS:
        return "too-many"
    return "nobody" if not quay.tablets and not quay.video_mbit_s else None


def needed_mbit_s(quay: Quay) -> float:
    """Return the uplink that the cranes' video needs, with the margin."""
    return MARGIN * quay.video_mbit_s


def burst(quay: Quay, cell: Cell, sharing: Sharing) -> Burst:
    """Return what cranes and tablets get when all tablets send at once.

    Args:
        quay: who sends.
        cell: what carries it.
        sharing: each device the same (proportional fair, where the cell hears all alike), the
            video in a class of its own that goes first, or tablets told to spread their photos.
    """
    uplink = cell.uplink_mbit_s
    alone = min(uplink, quay.video_mbit_s)
    if not quay.tablets:
        return Burst(uplink, alone, 0.0, 0.0, alone)
    if sharing == "spread":
        photos = min(quay.photos_mbit_s(SPREAD_S), uplink)
        video = min(quay.video_mbit_s, uplink - photos)
    elif sharing == "class":
        video = alone
        photos = uplink - video
    else:
        share = uplink / (quay.cranes + quay.tablets)
        video = quay.cranes * min(quay.crane_mbit_s, share)
        photos = uplink - video
    lasts_s = quay.photos_mbit / photos if photos > 1e-9 else float("inf")
    return Burst(uplink, video, photos, lasts_s, alone)
