"""A dictionary of what was used last: as a plain one while it fits, and bounded beyond."""

from hypothesis import given
from hypothesis import strategies as st

from campus5g.capture.remembered import Remembered

steps = st.lists(st.tuples(st.sampled_from("wrd"), st.integers(0, 9)), max_size=60)


@given(steps)
def test_what_fits_behaves_as_a_dictionary(steps: list[tuple[str, int]]) -> None:
    known: Remembered[int, str] = Remembered(10)
    plain: dict[int, str] = {}
    for step, key in steps:
        if step == "w":
            known[key] = plain[key] = f"{key}"
        elif step == "d":
            assert known.pop(key, None) == plain.pop(key, None)
        assert known.get(key) == plain.get(key)
        assert (key in known) == (key in plain)
        assert sorted(known) == sorted(plain)


@given(st.lists(st.integers(0, 1000), max_size=300))
def test_it_never_holds_more_than_two_generations(keys: list[int]) -> None:
    known: Remembered[int, int] = Remembered(5)
    for key in keys:
        known[key] = key
        assert len(known) <= 11


def test_what_is_read_stays() -> None:
    known: Remembered[str, int] = Remembered(3)
    known["kept"] = 1
    for number in range(50):
        known[f"{number}"] = number
        assert known.get("kept") == 1


def test_what_is_forgotten_is_told() -> None:
    gone: list[int] = []
    known: Remembered[int, int] = Remembered(2, gone.append)
    for number in range(20):
        known[number] = number

    assert gone == list(range(len(gone)))
    assert len(gone) + len(known) == 20
