from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_in_platform import CLAIM, MEMBERSHIP, claims

from campus5g.site.accounts.accounts import NAME
from campus5g.site.lti.launch import Launch, read_launch

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_the_name_is_kept_as_the_platform_writes_it() -> None:
    launch = read_launch(claims("n", given_name="  Zoé\tMaë ", family_name="D’Alès <b>"))

    assert (launch.first_name, launch.last_name) == ("Zoé Maë", "D’Alès <b>")


def test_a_platform_may_send_a_single_name() -> None:
    launch = read_launch(claims("n", given_name=None, family_name=None, name="Nour Ben Saïd"))

    assert (launch.first_name, launch.last_name) == ("", "Nour Ben Saïd")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr", "fr"), ("fr_CA", "fr"), ("en-GB", "en"), ("de", None), ("", None), (7, None)],
)
def test_the_language_follows_a_supported_locale(locale: object, language: str | None) -> None:
    launch = read_launch(claims("n", **{f"{CLAIM}launch_presentation": {"locale": locale}}))

    assert launch.language == language


@pytest.mark.parametrize(
    ("roles", "instructor"),
    [
        ([f"{MEMBERSHIP}Instructor"], True),
        (["Instructor"], True),
        ([f"{MEMBERSHIP}Learner"], False),
        # Of the school, not of this course.
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"], False),
        ([f"{MEMBERSHIP}Administrator"], False),
        ([], False),
        ("Instructor", False),
    ],
)
def test_only_teaching_roles_make_an_instructor(roles: object, instructor: bool) -> None:
    assert read_launch(claims("n", **{f"{CLAIM}roles": roles})).instructor is instructor


def test_an_account_is_stable_and_unique_to_a_person_and_platform() -> None:
    one = Launch("https://moodle.example", "42").account

    assert one == Launch("https://moodle.example", "42", first_name="Zoé").account
    others = {
        Launch("https://moodle.example", "43").account,
        Launch("https://other.example", "42").account,
        Launch("https://moodle.example4", "2").account,
    }
    assert len({one, *others}) == 4


@given(st.text(), st.text(min_size=1))
def test_an_account_has_a_name_that_cannot_be_chosen(issuer: str, subject: str) -> None:
    account = Launch(issuer, subject).account

    assert account.startswith("lti-")
    assert NAME.fullmatch(account) is None


@given(st.dictionaries(st.sampled_from(sorted(claims("n"))), JSON), JSON, JSON)
def test_any_claims_give_short_texts_without_nul(
    said: dict[str, Any], custom: Any, presentation: Any
) -> None:
    launch = read_launch(
        {**said, f"{CLAIM}custom": custom, f"{CLAIM}launch_presentation": presentation}
    )

    for text in (launch.first_name, launch.last_name, launch.cohort, launch.module):
        assert len(text) <= 100
        assert "\x00" not in text
