"""Names in the order in which French and English readers look for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.alphabetical import alphabetical, by_last_name, class_list
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.records.people import Identity, Person

LAST_NAMES = (
    "Çelik",
    "De Smet",
    "Desmet",
    "d’Hérouville",
    "Élodie",
    "Hénin",
    "Hoët",
    "Le Bœuf",
    "L’Écluse",
    "Œuvrard",
    "Oger",
    "Zoé",
)

# Of the languages around the campus, with what stands between the letters of a name.
LATIN = st.text(
    st.characters(max_codepoint=0x17F, categories=("L", "Nd"), include_characters="’'- ")
)
NAMES = st.lists(st.text(max_size=8), max_size=8)


def person(first: str, last: str, account: str = "") -> Person:
    identity = Identity(first_name=first, last_name=last)
    return Person(name=account or f"{first}.{last}", role="learner", identity=identity)


def test_real_names_come_as_in_a_dictionary() -> None:
    bytewise = sorted(LAST_NAMES)

    assert tuple(sorted(bytewise, key=alphabetical)) == LAST_NAMES


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cote", "coté"),
        ("coté", "côte"),
        ("côte", "côté"),
        ("Oe", "Œ"),
        ("DESMET", "Desmet"),
        ("kit-2", "kit-10"),
        ("Équipe 9, soir", "Équipe 10, matin"),
        ("Zoé", "Иван"),
    ],
)
def test_between_the_same_letters_accents_decide_then_capitals_and_numbers_by_value(
    before: str, after: str
) -> None:
    assert alphabetical(before) < alphabetical(after)


@pytest.mark.parametrize("other", ["de smet", "DESMET", "De-Smet", "D’esmet", "Dèsmët", "Dʼesmet"])
def test_capitals_accents_and_marks_between_letters_do_not_part_neighbours(other: str) -> None:
    assert alphabetical(other)[0] == alphabetical("Desmet")[0]


@given(LATIN)
def test_capitals_do_not_count_before_letters(text: str) -> None:
    assert alphabetical(text)[0] == alphabetical(text.upper())[0] == alphabetical(text.lower())[0]


@given(NAMES)
def test_every_two_texts_have_one_order(texts: list[str]) -> None:
    different = set(texts)

    assert len({alphabetical(each) for each in different}) == len(different)


def test_people_come_by_last_name_then_first_name_whatever_the_accents_of_the_last() -> None:
    people = [
        person("Zoé", "Lefevre"),
        person("Rémi", "Hoët"),
        person("Anne", "Lefèvre"),
        person("Abel", "Hénin"),
    ]

    shown = [each.shown_name for each in sorted(people, key=by_last_name)]

    assert shown == ["Abel Hénin", "Rémi Hoët", "Anne Lefèvre", "Zoé Lefevre"]


def test_people_of_the_same_name_come_by_account() -> None:
    twins = [person("Léa", "Digue", "lea-2"), person("Léa", "Digue", "lea-1")]

    assert [each.name for each in sorted(twins, key=by_last_name)] == ["lea-1", "lea-2"]


def test_who_has_no_last_name_has_the_place_of_what_is_shown() -> None:
    erased = Person(name="learner-17", role="learner")
    people = [person("Zoé", ""), erased, person("Yann", "Kerz")]

    shown = [each.shown_name for each in sorted(people, key=by_last_name)]

    assert shown == ["Yann Kerz", "learner-17", "Zoé"]


def test_a_class_list_does_not_follow_enrolment() -> None:
    learners = [person("Rémi", "Hoët"), person("Abel", "Hénin")]

    found = class_list(Enrolment(person=each) for each in learners)

    assert [each.person.shown_name for each in found] == ["Abel Hénin", "Rémi Hoët"]
