"""Explorers: a prediction, then a model that the learner tries by hand.

Each has a folder under its course's name (`essentials`, `use_cases`): a model of pure functions,
and a widget that shows it. What several of them compute with is in `models`. A notebook calls them
by one line: ``explorers.connectivity_map()``. The functions import their widgets when they are
called, so that models are imported without them.
"""

from campus5g.courseware.explorers.essentials import (
    attack_tree,
    bars_and_speed,
    challenge,
    choose_5qi,
    connectivity_map,
    coverage_map,
    full_cell,
    measured_traces,
    network_spider,
    nines,
    packet_race,
    parcel,
    registration,
    tdd_frame,
    two_captures,
    where_time_goes,
    who_sees_what,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum import (
    fence_plan,
    fibre_cut,
    neighbour_frames,
    network_designs,
)
from campus5g.courseware.explorers.project.business_case import (
    break_even_area,
    five_year_cost,
    five_year_draws,
    tipping_point,
)
from campus5g.courseware.explorers.project.choosing_connectivity import (
    battery_life,
    weighted_choice,
)
from campus5g.courseware.explorers.project.needs import (
    peak_by_area,
    requirement_blanks,
    trial_length,
    wish_price,
)
from campus5g.courseware.explorers.project.roadmap import (
    acceptance_gate,
    frozen_calendar,
    on_call,
)
from campus5g.courseware.explorers.use_cases.augmented_operator import (
    frozen_call,
    lone_worker,
    readable_plate,
    sliding_mark,
)
from campus5g.courseware.explorers.use_cases.energy import (
    load_curve,
    reaction_ladder,
    saving_proof,
    shift_batch,
)
from campus5g.courseware.explorers.use_cases.mobile_robots import (
    driven_track,
    fleet_in_a_cell,
    stopping_distance,
)
from campus5g.courseware.explorers.use_cases.port_logistics import (
    quay,
    quay_uplink,
    stacked_yard,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance import (
    alarm_threshold,
    bearing_spectrum,
    sampling_choice,
    what_travels,
)

__all__ = [
    "acceptance_gate",
    "alarm_threshold",
    "attack_tree",
    "bars_and_speed",
    "battery_life",
    "bearing_spectrum",
    "break_even_area",
    "challenge",
    "choose_5qi",
    "connectivity_map",
    "coverage_map",
    "driven_track",
    "fence_plan",
    "fibre_cut",
    "five_year_cost",
    "five_year_draws",
    "fleet_in_a_cell",
    "frozen_calendar",
    "frozen_call",
    "full_cell",
    "load_curve",
    "lone_worker",
    "measured_traces",
    "neighbour_frames",
    "network_designs",
    "network_spider",
    "nines",
    "on_call",
    "packet_race",
    "parcel",
    "peak_by_area",
    "quay",
    "quay_uplink",
    "reaction_ladder",
    "readable_plate",
    "registration",
    "requirement_blanks",
    "sampling_choice",
    "saving_proof",
    "shift_batch",
    "sliding_mark",
    "stacked_yard",
    "stopping_distance",
    "tdd_frame",
    "tipping_point",
    "trial_length",
    "two_captures",
    "weighted_choice",
    "what_travels",
    "where_time_goes",
    "who_sees_what",
    "wish_price",
]
