"""Lease tokens: a gateway reads only those that it has written."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campus5g.gateway.access.tokens import Claim, LeaseTokens

TOKENS = LeaseTokens(bytes(32))
CLAIM = Claim("1f2e3d", "sacha")


@given(st.text(min_size=1, max_size=100).filter(str.isprintable))
def test_a_token_is_read_as_written(learner: str) -> None:
    claim = Claim("1f2e3d", learner)

    assert TOKENS.read(TOKENS.write(claim)) == claim


def test_a_token_goes_where_bearer_tokens_go() -> None:
    token = TOKENS.write(Claim("1f2e3d", "Zoé Lefèvre"))

    assert token.isascii()
    assert not set(token) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(position=st.integers(0, 200), letter=st.sampled_from("ABab01-_.=+/ "))
def test_a_changed_token_is_not_a_token(position: int, letter: str) -> None:
    token = TOKENS.write(CLAIM)
    place = position % len(token)
    assume(token[place] != letter)

    assert TOKENS.read(token[:place] + letter + token[place + 1 :]) is None


def test_another_gateway_s_token_is_refused() -> None:
    assert LeaseTokens().read(TOKENS.write(CLAIM)) is None


@pytest.mark.parametrize("text", ["", ".", "a", "a.b", "é.é", "A" * 5000, "=.=", "\x00"])
def test_another_text_is_not_a_token(text: str) -> None:
    assert TOKENS.read(text) is None


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_as_a_token(text: str) -> None:
    assert TOKENS.read(text) is None
