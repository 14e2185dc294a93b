"""The drawing that questions ask about."""

from xml.etree.ElementTree import fromstring

from campus5g.courseware.explorers.essentials.packet_race.delay_histogram import delay_histogram
from campus5g.courseware.explorers.essentials.packet_race.model import Race, run


def test_the_drawing_is_svg_with_three_zones() -> None:
    drawing = fromstring(delay_histogram())  # noqa: S314
    letters = {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert drawing.attrib["viewBox"] == "0 0 600 240"
    assert {"A", "B", "C"} <= letters


def test_what_the_questions_ask_is_true_of_the_messages_drawn() -> None:
    delays = run(Race(spot="edge")).delays
    # The median is in zone A, from 4 to 16 ms; a few messages are in zone C, beyond 63 ms.
    assert 4 < delays.percentile_ms(0.5) < 16
    assert 0 < delays.late_share(63) < 0.01
