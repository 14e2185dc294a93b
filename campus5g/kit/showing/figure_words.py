"""A caption under a figure, which says what it shows."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go


def put_words_under(figure: "go.Figure", words: str, depth: float) -> None:
    """Write a caption below the lowest axis.

    Args:
        figure: with a bottom margin that has room for them.
        words: lines, separated by ``<br>``.
        depth: how far below the plot, as a share of its height.
    """
    figure.add_annotation(
        text=words,
        xref="paper",
        yref="paper",
        x=0,
        y=-depth,
        xanchor="left",
        yanchor="top",
        align="left",
        showarrow=False,
    )
