"""Who is admitted when guaranteed rates do not all fit in the cell."""

from campus5g.inventory import Arp
from campus5g.virtualkit.ran.admission import Admission, Flow

CAMERA, CRANE, AGV = Flow(1, 2), Flow(2, 2), Flow(3, 2)
LOW = Arp(level=12, may_be_preempted=True)
MIDDLE = Arp(level=8, may_be_preempted=True)
HIGH = Arp(level=2, may_preempt=True)


def admit(admission: Admission, flow: Flow, part: float, arp: Arp) -> tuple[bool, list[Flow]]:
    return admission.admit(flow, lambda: part, arp)


def test_a_flow_that_fits_is_admitted_and_one_that_does_not_is_refused() -> None:
    admission = Admission(room=0.5)

    assert admit(admission, CAMERA, 0.3, LOW) == (True, [])
    assert admit(admission, CRANE, 0.3, MIDDLE) == (False, [])
    assert admit(admission, AGV, 0.2, MIDDLE) == (True, [])


def test_a_priority_that_may_pre_empt_takes_the_room_of_the_lowest() -> None:
    admission = Admission(room=0.6)
    admit(admission, CRANE, 0.3, MIDDLE)
    admit(admission, CAMERA, 0.3, LOW)

    assert admit(admission, AGV, 0.3, HIGH) == (True, [CAMERA])


def test_nobody_gives_way_to_a_flow_that_would_not_fit_all_the_same() -> None:
    admission = Admission(room=0.5)
    admit(admission, CAMERA, 0.2, LOW)
    admit(admission, CRANE, 0.3, Arp(level=12))

    assert admit(admission, AGV, 0.3, HIGH) == (False, [])
    assert admit(admission, AGV, 0.2, HIGH) == (True, [CAMERA])


def test_a_flow_without_the_right_to_pre_empt_is_refused_whatever_its_level() -> None:
    admission = Admission(room=0.3)
    admit(admission, CAMERA, 0.3, LOW)

    assert admit(admission, AGV, 0.1, Arp(level=1)) == (False, [])


def test_a_session_that_ends_frees_its_room() -> None:
    admission = Admission(room=0.3)
    admit(admission, CAMERA, 0.3, LOW)

    admission.release_session(CAMERA.session)

    assert admit(admission, CRANE, 0.3, LOW) == (True, [])


def test_a_cell_without_a_limit_admits_everyone_unmeasured() -> None:
    def unmeasured() -> float:
        raise AssertionError

    assert Admission().admit(CAMERA, unmeasured, LOW) == (True, [])
