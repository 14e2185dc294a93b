"""The activities of a module for trials: one that works, and one that fails."""

import ipywidgets as widgets

from campus5g import t


def cameras() -> widgets.VBox:
    """A slider, and the delay that it gives in words."""
    slider = widgets.IntSlider(
        value=2,
        max=10,
        description=t(fr="Caméras", en="Cameras"),
        style={"description_width": "initial"},
    )
    told = widgets.HTML()

    def tell(_change: object = None) -> None:
        delay_ms = 10 + 4 * slider.value
        told.value = t(
            fr=f"<p role='status'>L’ordre met {delay_ms} ms.</p>",
            en=f"<p role='status'>The order takes {delay_ms} ms.</p>",
        )

    slider.observe(tell, "value")
    tell()
    return widgets.VBox([slider, told])


def broken() -> None:
    """Fail, as no learner should ever read."""
    raise RuntimeError("the secret reason of this failure")
