"""A question's choices in the learner's own order."""

from campus5g.courseware.lab.choices import Choices
from campus5g.draw import Draw

STEPS = {"core": "Look at the card.", "cable": "Look at the cable.", "place": "Look <around>."}
REASONS = {"no": "The network replied.", "silence": "Nothing was heard."}


def of(draw: str, question: str = "cause") -> Choices:
    return Choices.shuffled(Draw.named(draw), question, STEPS, REASONS)


def test_a_learner_finds_the_same_order_again_and_neighbours_have_others() -> None:
    assert of("mine").shown == of("mine").shown
    assert len({of(f"neighbour {number}").shown for number in range(30)}) > 6


def test_another_question_is_shuffled_independently() -> None:
    draws = [f"learner {number}" for number in range(30)]

    assert any(
        of(draw, "cause").letters(*STEPS) != of(draw, "swap").letters(*STEPS) for draw in draws
    )


def test_letters_run_on_from_list_to_list() -> None:
    assert sorted(of("mine").letters(*STEPS)) == ["A", "B", "C"]
    assert sorted(of("mine").letters(*REASONS)) == ["D", "E"]


def test_letters_name_choices_and_others_name_nothing() -> None:
    choices = of("mine")

    assert choices.named(choices.letters("cable", "no")) == {"cable", "no"}
    assert choices.named({"F", ..., "core"}) == set()


def test_a_page_shows_each_choice_after_its_letter_with_its_text_as_it_is() -> None:
    choices = of("mine")
    [letter] = choices.letters("place")

    assert f"<b>{letter}.</b> Look &lt;around&gt;." in choices.shown._repr_html_()
    assert f"{letter}. Look <around>." in repr(choices.shown)


def test_a_lab_that_was_handed_out_before_cards_shows_them_as_it_did() -> None:
    from campus5g.courseware.lab.case_card import CaseCard

    assert of("mine")._repr_html_() == of("mine").shown._repr_html_()
    assert repr(of("mine")) == repr(of("mine").shown)
    assert "0.4 m/s" in repr(CaseCard("K7QM", {"Your speed": "0.4 m/s"}))


def test_scattered_letters_are_other_ones_for_a_neighbour_and_name_the_same_choices() -> None:
    mine, theirs = (
        Choices.shuffled(Draw.named(draw), "cause", STEPS, REASONS, scattered=True)
        for draw in ("ada", "ben")
    )

    names = [*STEPS, *REASONS]
    assert mine.letters(*names) != theirs.letters(*names)
    assert set(mine.letters(*names)) != set(theirs.letters(*names))
    assert mine.named(mine.letters(names[0])) == {names[0]}
