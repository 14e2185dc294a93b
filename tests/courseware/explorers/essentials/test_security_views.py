"""The explorers of the security module as a learner uses them: predict, then try."""

from collections.abc import Callable, Iterator

import pytest

from campus5g.courseware.explorers import attack_tree, challenge, two_captures, who_sees_what
from campus5g.courseware.explorers.essentials.attack_tree.view import BUDGETS, AttackTree
from campus5g.courseware.explorers.essentials.challenge.view import CASES, case_words
from campus5g.courseware.explorers.essentials.two_captures.view import TwoCaptures, found_in
from campus5g.courseware.explorers.essentials.who_sees_what.view import WhoSeesWhat
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.recordings import exchange
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS = (attack_tree, challenge, two_captures, who_sees_what)
ANSWERS = {
    attack_tree: "dnn-firewall",
    challenge: "refuses",
    two_captures: "network",
    who_sees_what: "content",
}


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


def contents(widget: object) -> list[object]:
    """What the learner sees once the widget is unlocked."""
    names = ("captures", "searches", "matrix", "tree", "cases")
    return [value for name in names if (value := getattr(widget, name, None))]


@pytest.mark.parametrize("make", EXPLORERS)
def test_nothing_is_in_the_page_before_the_learner_commits(make: Callable[[], Explorer]) -> None:
    asked, widget = make().children
    assert (asked.outcome_words, widget.locked, contents(widget)) == ({}, True, [])


@pytest.mark.parametrize("make", EXPLORERS)
def test_one_prediction_is_right_and_any_unlocks(make: Callable[[], Explorer]) -> None:
    right = []
    for guess in [each["id"] for each in make().children[0].words["guesses"]]:
        asked, widget = make().children
        asked.choice = guess
        assert not widget.locked
        assert contents(widget)
        if asked.outcome_words["verdict"] == "Bien vu.":
            right.append(guess)
    assert right == [ANSWERS[make]]


@pytest.mark.parametrize("make", EXPLORERS)
def test_where_no_widget_runs_there_is_a_table(make: Callable[[], Explorer]) -> None:
    assert make()._repr_mimebundle_()["text/html"].count("<tr>") > 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", EXPLORERS)
def test_an_explorer_speaks_both_languages(
    make: Callable[[], Explorer], language: Language
) -> None:
    set_language(language)
    asked, widget = make().children
    asked.choice = asked.words["guesses"][0]["id"]
    assert all(asked.outcome_words.values())
    assert all(widget.words.values())


def test_the_card_is_found_in_the_clear_capture_and_nowhere_in_the_concealed_one() -> None:
    widget = TwoCaptures(locked=False)
    imsi = next(search for search in widget.searches if search["id"] == "imsi")
    clear, concealed = imsi["found"]
    assert clear[0] == [[14, 19]]
    assert concealed == [[] for _ in concealed]


@pytest.mark.parametrize("number", ["network", "imeisv"])
def test_what_stays_readable_is_found_in_both_captures(number: str) -> None:
    assert any(found_in(number, "in-clear"))
    assert any(found_in(number, "concealed"))


def test_every_field_lies_within_its_message() -> None:
    for capture in TwoCaptures(locked=False).captures:
        for message in capture["messages"]:
            assert all(
                0 <= piece["at"] < piece["stop"] <= len(message["bytes"])
                for piece in message["pieces"]
            )


def test_a_second_request_shares_no_byte_of_the_concealed_name_but_by_chance() -> None:
    first, *_, second = exchange("concealed")
    assert first.bytes_of("one-time-key") != second.bytes_of("one-time-key")
    assert first.bytes_of("ciphertext") != second.bytes_of("ciphertext")


def test_what_the_module_says_of_the_two_captures() -> None:
    first, *_, second = exchange("concealed")
    changed = sum(a != b for a, b in zip(first.data, second.data, strict=True))
    assert (changed, len(first.data)) == (44, 63)
    assert found_in("imsi", "in-clear")[0] == [[14, 19]]  # bytes 15 to 19
    assert found_in("imeisv", "concealed")[4]  # message 5
    assert found_in("tmsi", "concealed")[5]  # message 6


def test_the_matrix_follows_the_switches() -> None:
    widget = WhoSeesWhat(locked=False)
    before = widget.matrix["advice"]
    widget.on = ["suci", "nea2", "integrity", "ipsec", "tls"]
    assert "12 cases" in before
    assert "plus rien en entier" in widget.matrix["advice"]
    assert all(cell["why"] for row in widget.matrix["rows"] for cell in row["cells"])


def test_encrypting_the_radio_does_not_seal_its_data() -> None:
    widget = WhoSeesWhat(locked=False)
    widget.on = ["nea2"]
    assert "Air" in widget.matrix["altered"]
    widget.on = ["nea2", "integrity"]
    assert "Air" not in widget.matrix["altered"]


def test_a_switch_that_there_is_not_changes_nothing() -> None:
    widget = WhoSeesWhat(locked=False)
    before = dict(widget.matrix)
    widget.on = ["magic"]
    assert widget.matrix == before


def test_the_easiest_way_moves_with_a_measure() -> None:
    widget = AttackTree(locked=False)
    assert "par la carte SIM volée" in widget.tree["advice"]
    widget.bought = ["block-sim"]
    assert "par la caméra restée en place" in widget.tree["advice"]
    assert [way["cheapest"] for way in widget.tree["ways"]].count(True) == 1


def test_what_the_budget_does_not_allow_can_not_be_bought() -> None:
    widget = AttackTree(locked=False)
    assert "ipsec" not in widget.tree["affordable"]
    widget.budget = len(BUDGETS) - 1
    assert "ipsec" in widget.tree["affordable"]


def test_a_budget_cut_below_what_was_spent_is_told() -> None:
    widget = AttackTree(locked=False)
    widget.bought = ["dnn-firewall"]
    widget.budget = 0
    assert "de trop" in widget.tree["spent"]
    assert "dnn-firewall" in widget.tree["affordable"]


def test_a_false_antenna_is_closed_and_told_to_refuse_entry() -> None:
    ways = {way["id"]: way for way in AttackTree(locked=False).tree["ways"]}
    assert ways["false-antenna"]["closed"]
    assert "refuser l’entrée" in ways["false-antenna"]["note"]
    assert ways["stolen-sim"]["note"] == ""


@pytest.mark.parametrize("nonsense", [-1, 99])
def test_a_budget_that_there_is_not_is_none(nonsense: int) -> None:
    widget = AttackTree(locked=False)
    widget.budget = nonsense
    assert widget.tree["affordable"] == []


@pytest.mark.parametrize("case", CASES)
def test_a_recorded_authentication_is_told_step_by_step(case: str) -> None:
    words = case_words(case)  # type: ignore[arg-type]
    assert words["steps"][0]["up"]
    assert not words["steps"][1]["up"]
    assert all(step["says"] for step in words["steps"])
