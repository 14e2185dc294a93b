"""The house's plotly template, made of the tokens.

Paper and plot are transparent and lines contrast on either ground; the words and the grid of a
plot on a module's page take the page's colours, so that one figure fits light and dark.
"""

import plotly.graph_objects as go

from campus5g.courseware.look.tokens import series, tokens

# Numbers that plotly wants in px; the same steps as the tokens in rem.
_TEXT_PX = 16
_SMALL_PX = 15


def template() -> go.layout.Template:
    """Return the template, for ``layout={"template": ...}`` of a figure."""
    token = tokens()
    axis = {
        "gridcolor": token["line-soft"],
        "linecolor": token["line"],
        "zerolinecolor": token["line"],
        "ticks": "outside",
        "tickcolor": token["line"],
        "automargin": True,
        "title": {"standoff": 12},
    }
    return go.layout.Template(
        layout={
            "font": {"family": token["font"], "size": _TEXT_PX, "color": token["ink"]},
            "title": {"font": {"size": _TEXT_PX + 2}, "x": 0, "xanchor": "left"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": series(),
            "margin": {"l": 8, "r": 8, "t": 40, "b": 8, "autoexpand": True},
            "xaxis": axis,
            "yaxis": axis,
            "polar": {
                "bgcolor": "rgba(0,0,0,0)",
                "angularaxis": {"gridcolor": token["line-soft"], "linecolor": token["line"]},
                "radialaxis": {"gridcolor": token["line-soft"], "linecolor": token["line"]},
            },
            "legend": {"orientation": "h", "x": 0, "y": -0.2, "font": {"size": _SMALL_PX}},
            "hoverlabel": {"font": {"family": token["font"], "size": _SMALL_PX}},
            "autosize": True,
            "dragmode": False,
        }
    )
