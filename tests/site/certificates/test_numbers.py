"""Numbers that can't be guessed and survive being typed off paper."""

from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.certificates.numbers import (
    as_number,
    control_code,
    initials,
    new_number,
    same_code,
)

A_HASH = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_number_is_found_whatever_its_spacing_and_case() -> None:
    number = new_number()

    assert as_number(number) == number
    assert as_number(f" {number.lower().replace('-', ' ')} ") == number
    assert as_number(number.replace("-", "")) == number
    assert as_number(number.replace("0", "O").replace("1", "l")) == number


def test_numbers_are_unique() -> None:
    assert len({new_number() for _ in range(500)}) == 500


@given(A_HASH)
def test_a_control_code_is_recognised_by_its_letters(content_sha256: str) -> None:
    code = control_code(content_sha256)

    assert same_code(code, content_sha256)
    assert same_code(code.lower().replace("-", " "), content_sha256)


@given(A_HASH, A_HASH)
def test_the_code_of_other_content_is_wrong(one: str, other: str) -> None:
    if control_code(one) != control_code(other):
        assert not same_code(control_code(one), other)


@given(A_HASH, st.text(max_size=10))
def test_any_text_typed_as_a_code_gets_an_answer(content_sha256: str, typed: str) -> None:
    assert same_code(typed, content_sha256) in {True, False}


def test_initials_work_in_every_script() -> None:
    assert initials("Élodie-Anne", "D’Hœuvre") == "É. A. D."
    assert initials("محمد", "العربي") == "م. ا."
    assert initials("😀", "<b>Ada</b>") == "B."
    assert initials("", "") == ""
