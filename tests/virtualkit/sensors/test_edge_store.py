"""An edge gateway's store loses nothing while it has room, and sends in order, one at a time."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from campus5g.virtualkit.scenarios.scenario import EdgePlan
from campus5g.virtualkit.sensors.edge import EdgeStore, Stored


def reading(number: int, sensor: str = "vibration") -> Stored:
    return Stored(sensor, f"pump/{sensor}", str(number))


def filled(store: EdgeStore, numbers: Iterable[int]) -> EdgeStore:
    for number in numbers:
        store.put(reading(number))
    return store


def sent(store: EdgeStore) -> list[int]:
    """Send as long as it is a reading's turn, each acknowledged at once."""
    numbers = []
    while (each := store.next_to_send()) is not None:
        numbers.append(int(each.payload))
        store.acknowledged()
    return numbers


def test_a_second_reading_waits_until_the_first_is_acknowledged() -> None:
    store = filled(EdgeStore(EdgePlan()), [1, 2])
    first, second = store.next_to_send(), store.next_to_send()
    store.acknowledged()

    assert (first, second) == (reading(1), None)
    assert store.next_to_send() == reading(2)


def test_nothing_is_sent_until_a_batch_is_there_and_then_all_of_it() -> None:
    store = filled(EdgeStore(EdgePlan(batch=3)), [1, 2])
    before = sent(store)
    store.put(reading(3))

    assert before == []
    assert sent(store) == [1, 2, 3]
    assert sent(filled(store, [4, 5])) == []


def test_a_full_store_drops_the_oldest_of_the_same_sensor() -> None:
    store = EdgeStore(EdgePlan(holds=2))
    store.put(reading(9, "temperature"))
    filled(store, [1, 2, 3])

    assert sent(store) == [9, 2, 3]
    assert store.dropped == 1


def test_a_reading_that_nobody_will_acknowledge_is_given_up() -> None:
    store = filled(EdgeStore(EdgePlan(qos=0)), [1, 2])
    store.next_to_send()
    store.lost()

    assert sent(store) == [2]


def test_each_sensor_counts_its_own_readings() -> None:
    store = EdgeStore(EdgePlan())

    assert [store.number(name) for name in ("vibration", "temperature", "vibration")] == [1, 1, 2]


@given(steps=st.lists(st.booleans(), max_size=60), batch=st.integers(1, 5))
def test_whatever_the_breaks_nothing_is_lost_repeated_or_out_of_order(
    steps: list[bool], batch: int
) -> None:
    """Each step is a reading that is measured, or an acknowledgement that comes back."""
    store = EdgeStore(EdgePlan(batch=batch))
    measured, arrived, under_way = 0, [], None
    for measures in steps:
        if measures:
            measured += 1
            store.put(reading(measured))
        elif under_way is not None:
            store.acknowledged()
            under_way = None
        if under_way is None and (under_way := store.next_to_send()) is not None:
            arrived.append(int(under_way.payload))

    assert arrived == list(range(1, len(arrived) + 1))
    assert measured - len(arrived) < batch or under_way is not None


def test_a_store_smaller_than_its_batch_is_refused() -> None:
    with pytest.raises(ValidationError, match="fewer readings"):
        EdgePlan(holds=3, batch=4)
