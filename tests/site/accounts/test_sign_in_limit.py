"""Guessing pass phrases is slow; mistyping one's own is not punished."""

from campus5g.site.accounts.sign_in_limit import (
    BY_ACCOUNT,
    BY_ADDRESS,
    BY_BOTH,
    WINDOW_S,
    SignInLimit,
)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def limit() -> tuple[SignInLimit, Clock]:
    clock = Clock()
    return SignInLimit(clock), clock


def test_some_mistakes_are_free() -> None:
    found, _ = limit()
    for _ in range(BY_BOTH - 1):
        found.failed("ada", "10.0.0.1")

    assert found.wait_s("ada", "10.0.0.1") == 0


def test_too_many_are_followed_by_a_wait_that_ends() -> None:
    found, clock = limit()
    for _ in range(BY_BOTH):
        found.failed("ada", "10.0.0.1")

    assert found.wait_s("ada", "10.0.0.1") == WINDOW_S
    clock.now += WINDOW_S
    assert found.wait_s("ada", "10.0.0.1") == 0


def test_nobody_shuts_another_out_from_elsewhere() -> None:
    found, _ = limit()
    for _ in range(BY_BOTH):
        found.failed("ada", "10.0.0.1")

    assert found.wait_s("ada", "10.0.0.2") == 0
    assert found.wait_s("bob", "10.0.0.1") == 0


def test_an_account_is_not_guessed_from_many_addresses() -> None:
    found, _ = limit()
    for number in range(BY_ACCOUNT):
        found.failed("ada", f"10.0.0.{number}")

    assert found.wait_s("ada", "192.168.0.1") > 0


def test_many_accounts_are_not_tried_from_one_address() -> None:
    found, _ = limit()
    for number in range(BY_ADDRESS):
        found.failed(f"name{number}", "10.0.0.1")

    assert found.wait_s("ada", "10.0.0.1") > 0


def test_a_successful_sign_in_clears_the_failures() -> None:
    found, _ = limit()
    for _ in range(BY_BOTH):
        found.failed("ada", "10.0.0.1")
    found.succeeded("ada", "10.0.0.1")

    assert found.wait_s("ada", "10.0.0.1") == 0
