"""A chart as SVG text: whole, within its frame, and told in words."""

from dataclasses import replace
from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Series
from campus5g.courseware.explorers.chart_svg import chart_svg

SVG = "{http://www.w3.org/2000/svg}"
FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)
KINDS = st.sampled_from(["line", "steps", "bars", "dots"])

CHART = Chart(
    heading="Niveau",
    title="Le niveau de 0 à 10 s",
    reading="",
    x=Axis("s", 0, 10, [(0, "0"), (10, "10")]),
    y=Axis("dB < 40", 0, 40, [(0, "0"), (40, "40")]),
    series=[Series("mesuré", "line", [(0, 0), (5, 20), (10, 40)])],
    upright=[(5, "à mi-chemin")],
    across=[(30, "limite")],
)


def test_the_chart_says_in_words_what_it_shows() -> None:
    drawing = fromstring(chart_svg(CHART))  # noqa: S314

    words = [each.text for each in drawing.iter(f"{SVG}text")]
    assert drawing.findtext(f"{SVG}title") == "Le niveau de 0 à 10 s"
    assert {"s", "dB < 40", "à mi-chemin", "limite"} <= set(words)


def test_a_line_goes_through_its_points() -> None:
    [path] = fromstring(chart_svg(CHART)).iter(f"{SVG}path")  # noqa: S314

    # From the lower left corner by the middle to the upper right one.
    assert path.get("d") == "M48.0 234.0L217.0 130.0L386.0 26.0"


def test_a_key_names_the_series_where_there_are_several() -> None:
    two = replace(CHART, series=[*CHART.series, Series("permis", "dots", [(5, 30)])])

    def named(chart: Chart) -> list[str | None]:
        texts = fromstring(chart_svg(chart)).iter(f"{SVG}text")  # noqa: S314
        return [each.text for each in texts if each.text in ("mesuré", "permis")]

    assert named(two) == ["mesuré", "permis"]
    assert named(CHART) == []


@given(st.lists(st.tuples(FINITE, FINITE), max_size=6), KINDS)
def test_what_is_drawn_stays_within_the_frame(points: list[tuple[float, float]], kind: str) -> None:
    series = [Series("a", kind, points, width=1.0)]  # type: ignore[arg-type]

    drawing = fromstring(chart_svg(replace(CHART, series=series)))  # noqa: S314

    for shape in drawing.iter():
        for name in ("x", "cx"):
            assert 0 <= float(shape.get(name, "0")) <= 400
        for name in ("y", "cy"):
            assert 0 <= float(shape.get(name, "0")) <= 280
