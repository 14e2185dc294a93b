import re

from campus5g.site.accounts.pass_phrases import ENTROPY_BITS, random_pass_phrase


def test_a_pass_phrase_is_four_words_of_plain_syllables() -> None:
    assert re.fullmatch(
        r"([bdfkmnprstvz][aeiou]){3}(-([bdfkmnprstvz][aeiou]){3}){3}", random_pass_phrase()
    )


def test_a_pass_phrase_holds_at_least_48_bits() -> None:
    assert ENTROPY_BITS >= 48


def test_pass_phrases_differ() -> None:
    assert len({random_pass_phrase() for _ in range(200)}) == 200
