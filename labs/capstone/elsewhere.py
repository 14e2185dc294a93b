"""Two measurements from elsewhere: when a works is at work, and what a short test does not see.

The course keeps both, with their attribution: the load of a steel works (UCI 851, CC BY 4.0) and a
vehicle's ride on a private 5G network (CICV5G, CC BY 4.0).
"""

from typing import TYPE_CHECKING

from instruments import percentile

from campus5g import t
from campus5g.courseware.explorers.use_cases.energy.steel_load import DAYS, steel_week
from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track.model import load_track
from campus5g.kit.showing.numbers import figure_separators, whole

if TYPE_CHECKING:
    import plotly.graph_objects as go

_WEEK = "2018-11-19"
_FROM, _UNTIL = 4 * 10, 4 * 16
_TESTS = (20, 100, 400)
_PERCENT = 95
_BLUE, _ORANGE = "#0072B2", "#D55E00"


def daytime_kw() -> list[float]:
    """Return the works' mean power from 10:00 to 16:00, for each day from Monday on."""
    week = steel_week(_WEEK)
    return [float(week.day_kw(day)[_FROM:_UNTIL].mean()) for day in range(DAYS)]


def p95_by_length() -> list[tuple[int, float, float]]:
    """Return for tests of some lengths, and the whole ride: messages, metres driven, p95 in ms."""
    ride = load_track("slow")
    rtts = [each.round_trip_ms for each in ride.messages]
    return [
        (count, ride.driven_m[count - 1], percentile(rtts[:count], _PERCENT))
        for count in (*_TESTS, len(rtts))
    ]


def figure() -> "go.Figure":
    """Return the works' week beside the p95 of ever longer tests, values written on the bars."""
    from plotly.subplots import make_subplots

    drawn = make_subplots(
        rows=1,
        cols=2,
        horizontal_spacing=0.14,
        subplot_titles=(
            t(fr="Aciérie, de 10 h à 16 h (kW)", en="Steel works, 10 a.m. to 4 p.m. (kW)"),
            t(fr="p95 d’un véhicule (ms)", en="p95 of a vehicle (ms)"),
        ),
    )
    days = t(fr="lun. mar. mer. jeu. ven. sam. dim.", en="Mon Tue Wed Thu Fri Sat Sun").split()
    drawn.add_bar(
        x=days,
        y=daytime_kw(),
        texttemplate="%{y:.0f}",
        textposition="outside",
        marker={"color": _BLUE},
        cliponaxis=False,
        showlegend=False,
        row=1,
        col=1,
    )
    tests = p95_by_length()
    drawn.add_bar(
        x=[f"{whole(count)}<br>{driven_m:.0f} m" for count, driven_m, _ in tests],
        y=[p95_ms for *_, p95_ms in tests],
        texttemplate="%{y:,.0f}",
        textposition="outside",
        marker={"color": _ORANGE},
        cliponaxis=False,
        showlegend=False,
        row=1,
        col=2,
    )
    drawn.update_xaxes(tickangle=0)
    driven = t(fr="messages, chemin parcouru", en="messages, distance driven")
    drawn.update_xaxes(title=driven, row=1, col=2)
    drawn.update_yaxes(range=[0, 360], row=1, col=1)
    drawn.update_yaxes(
        type="log", range=[1, 4.2], showticklabels=False, showgrid=False, row=1, col=2
    )
    drawn.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        height=300,
        margin={"l": 50, "r": 20, "t": 40, "b": 50},
    )
    return drawn
