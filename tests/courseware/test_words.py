"""What notebooks say, they say in the learner's language."""

from campus5g import courseware


def test_words_follow_the_chosen_language() -> None:
    try:
        courseware.set_language("en")
        assert courseware.t(fr="réseau", en="network") == "network"
        courseware.set_language("fr")
        assert courseware.t(fr="réseau", en="network") == "réseau"
    finally:
        courseware.set_language(None)
