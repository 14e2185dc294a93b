"""The explorers of the course *essentials*: one folder each, with its model, view and script."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.essentials.connectivity_map.situations import SituationId
    from campus5g.courseware.explorers.essentials.connectivity_map.view import Networks, Question
    from campus5g.courseware.explorers.essentials.coverage_map.view import Question as HallQuestion
    from campus5g.courseware.explorers.essentials.full_cell.view import CellQuestion
    from campus5g.courseware.explorers.essentials.packet_race.view import RaceQuestion
    from campus5g.courseware.explorers.explorer import Explorer

__all__ = [
    "attack_tree",
    "bars_and_speed",
    "challenge",
    "choose_5qi",
    "connectivity_map",
    "coverage_map",
    "full_cell",
    "measured_traces",
    "network_spider",
    "nines",
    "packet_race",
    "parcel",
    "registration",
    "tdd_frame",
    "two_captures",
    "where_time_goes",
    "who_sees_what",
]


def connectivity_map(
    start: "SituationId" = "coil-stack",
    question: "Question" = "which-network",
    networks: "Networks" = "six",
) -> "Explorer":
    """Return the explorer "from need to network".

    Args:
        start: the situation that it opens with; those of the same place are beside it.
        question: what the learner predicts: the network to choose, or what stops Wi-Fi first.
        networks: the six to begin with, or all nine.
    """
    from campus5g.courseware.explorers.essentials.connectivity_map import view

    return view.connectivity_map(start, question, networks)


def network_spider() -> "Explorer":
    """Return the explorer that compares five networks."""
    from campus5g.courseware.explorers.essentials.network_spider import view

    return view.network_spider()


def coverage_map(question: "HallQuestion" = "which-change") -> "Explorer":
    """Return the explorer "antennas in the rolling mill".

    Args:
        question: what the learner predicts: the change that covers most, or what 26 GHz leaves.
    """
    from campus5g.courseware.explorers.essentials.coverage_map import view

    return view.coverage_map(question)


def bars_and_speed() -> "Explorer":
    """Return the explorer that sets apart signal level, signal quality and data rate."""
    from campus5g.courseware.explorers.essentials.bars_and_speed import view

    return view.bars_and_speed()


def tdd_frame() -> "Explorer":
    """Return the explorer that shares a frame between up and down."""
    from campus5g.courseware.explorers.essentials.tdd_frame import view

    return view.tdd_frame()


def packet_race(question: "RaceQuestion" = "how-slow") -> "Explorer":
    """Return the explorer "race of a thousand messages".

    Args:
        question: what the learner predicts: how slow the slowest hundredth is, or which part of an
            ordinary message's delay is the largest.
    """
    from campus5g.courseware.explorers.essentials.packet_race import view

    return view.packet_race_explorer(question)


def nines() -> "Explorer":
    """Return the explorer "how many nines": from lost messages to the stops of a shift."""
    from campus5g.courseware.explorers.essentials.nines import view

    return view.nines_explorer()


def measured_traces() -> "Explorer":
    """Return the explorer that compares measured round trips with the model and with a need."""
    from campus5g.courseware.explorers.essentials.measured_traces import view

    return view.measured_traces_explorer()


def full_cell(question: "CellQuestion" = "fifth-caller") -> "Explorer":
    """Return the explorer of an overloaded cell.

    Args:
        question: what the learner predicts: who suffers when a fifth caller comes, or whether a
            slice makes the crane's video faster in an empty cell.
    """
    from campus5g.courseware.explorers.essentials.full_cell import view

    return view.full_cell(question)


def choose_5qi() -> "Explorer":
    """Return the explorer that finds the 5QI for a flow's need."""
    from campus5g.courseware.explorers.essentials.choose_5qi import view

    return view.choose_5qi()


def challenge() -> "Explorer":
    """Return the explorer of mutual authentication (5G-AKA), step by step."""
    from campus5g.courseware.explorers.essentials.challenge import view

    return view.challenge()


def two_captures() -> "Explorer":
    """Return the explorer of two registrations: the IMSI in the clear, and concealed."""
    from campus5g.courseware.explorers.essentials.two_captures import view

    return view.two_captures()


def who_sees_what() -> "Explorer":
    """Return the explorer of who sees what on which link."""
    from campus5g.courseware.explorers.essentials.who_sees_what import view

    return view.who_sees_what()


def attack_tree() -> "Explorer":
    """Return the explorer of attacks, what they cost, and the measures against them."""
    from campus5g.courseware.explorers.essentials.attack_tree import view

    return view.attack_tree()


def registration() -> "Explorer":
    """Return the explorer that follows a device's registration, captured on a virtual kit."""
    from campus5g.courseware.explorers.essentials.registration import view

    return view.registration()


def parcel() -> "Explorer":
    """Return the explorer that opens a captured packet, wrapping by wrapping."""
    from campus5g.courseware.explorers.essentials.parcel import view

    return view.parcels()


def where_time_goes() -> "Explorer":
    """Return the explorer of a stop command's delay, part by part."""
    from campus5g.courseware.explorers.essentials.where_time_goes import view

    return view.where_time_goes()
