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


def test_a_few_mistakes_cause_no_wait() -> None:
    found, _ = limit()
    for _ in range(BY_BOTH - 1):
        found.begin("ada", "10.0.0.1")

    assert found.begin("ada", "10.0.0.1") == 0


def test_too_many_mistakes_cause_a_wait_that_ends() -> None:
    found, clock = limit()
    for _ in range(BY_BOTH):
        found.begin("ada", "10.0.0.1")

    assert found.begin("ada", "10.0.0.1") == WINDOW_S
    clock.now += WINDOW_S
    assert found.begin("ada", "10.0.0.1") == 0


def test_failures_elsewhere_do_not_lock_an_account_out() -> None:
    found, _ = limit()
    for _ in range(BY_BOTH):
        found.begin("ada", "10.0.0.1")

    assert found.begin("ada", "10.0.0.2") == 0
    assert found.begin("bob", "10.0.0.1") == 0


def test_guesses_from_many_addresses_are_limited() -> None:
    found, _ = limit()
    for number in range(BY_ACCOUNT):
        found.begin("ada", f"10.0.0.{number}")

    assert found.begin("ada", "192.168.0.1") > 0


def test_guesses_at_many_accounts_from_one_address_are_limited() -> None:
    found, _ = limit()
    for number in range(BY_ADDRESS):
        found.begin(f"name{number}", "10.0.0.1")

    assert found.begin("ada", "10.0.0.1") > 0


def test_a_successful_sign_in_clears_the_failures() -> None:
    found, _ = limit()
    for _ in range(BY_BOTH):
        found.begin("ada", "10.0.0.1")
    found.succeeded("ada", "10.0.0.1")

    assert found.begin("ada", "10.0.0.1") == 0


def test_a_class_that_signs_in_from_one_address_is_never_made_to_wait() -> None:
    found, _ = limit()

    for number in range(2 * BY_ADDRESS):
        assert found.begin(f"name{number}", "10.0.0.1") == 0
        found.succeeded(f"name{number}", "10.0.0.1")


def test_a_refused_attempt_does_not_lengthen_the_wait() -> None:
    found, clock = limit()
    for _ in range(BY_BOTH):
        found.begin("ada", "10.0.0.1")
    clock.now += WINDOW_S / 2

    assert found.begin("ada", "10.0.0.1") == WINDOW_S / 2
    assert found.begin("ada", "10.0.0.1") == WINDOW_S / 2
