"""The call flow of a capture, in every form that it is shown in."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from campus5g.capture.analysis.correlation import UeTrace, label
from campus5g.capture.errors import CaptureError
from campus5g.capture.ladder.drawing import draw_svg
from campus5g.capture.ladder.figure import draw, in_notebook
from campus5g.capture.ladder.flow import MOST_UE_LANES, CallFlow
from campus5g.capture.ladder.mermaid import draw_mermaid
from campus5g.capture.ladder.model import INTERFACES
from campus5g.capture.ladder.page import page
from campus5g.capture.ladder.roles import rungs
from campus5g.capture.ladder.table import html_table
from campus5g.capture.messages.message import Message
from campus5g.language import t

if TYPE_CHECKING:
    import plotly.graph_objects as go


class Ladder(CallFlow):
    """A call flow, ready to be shown, saved or pasted into a document.

    A notebook shows it as a plotly figure: zoom by dragging, hover over a row for the decoded
    fields, click on an interface in the legend to hide it. Rungs are in the order of the
    capture, evenly spaced: the axis shows their times.
    """

    def figure(self) -> "go.Figure":
        """Return the plotly figure: a colour and a dash pattern for each interface."""
        return draw(self)

    def to_svg(self) -> str:
        """Return a still drawing: for documents, and where no script may run."""
        return draw_svg(self)

    def to_html(self) -> str:
        """Return a self-contained page: drawing, filters, and a table of the same messages.

        It opens without network (plotly.js is inside), follows the reader's dark or light
        preference, and fits a phone of 360 px.
        """
        return page(self)

    def to_mermaid(self) -> str:
        """Return a Mermaid sequence diagram, as Markdown pages and wikis draw them."""
        return draw_mermaid(self)

    def to_table(self) -> str:
        """Return the messages as an HTML table, folded away under its title."""
        return html_table(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            "text/plain": repr(self),
            "text/html": self.to_svg() + self.to_table(),
            "application/vnd.plotly.v1+json": in_notebook(self),
        }


def ladder(
    messages: Sequence[Message],
    ue: str | None = None,
    interface: str | Collection[str] | None = None,
) -> Ladder:
    """Draw messages as a call flow.

    Participants are identified by the interfaces that they use: the ends of NGAP are a gNB and
    an AMF, those of PFCP an SMF and a UPF, HTTP/2 servers are named after the service that is
    requested (TS 23.501, 4.2). An address with an unknown role is shown as ``?``. NAS
    messages lead from UE to AMF, whatever carries them.

    Args:
        messages: all messages of the capture, in their order.
        ue: keep the messages of one UE, given by its key (``ue-1``), IMSI, SUCI or 5G-GUTI.
        interface: keep the messages of one interface (``N1``, ``N2``, ``N3``, ``N4``, ``SBI``)
            or of several.

    Raises:
        CaptureError: the UE or the interface is unknown.
    """
    found = label(messages)
    wanted = _wanted_interfaces(interface)
    key = None if ue is None else key_of(ue, found.traces)
    chosen = [
        key in (None, owner) and (not wanted or message.interface in wanted)
        for message, owner in zip(messages, found.ue, strict=True)
    ]
    owners = {owner for owner, kept in zip(found.ue, chosen, strict=True) if owner and kept}
    flow = rungs(messages, found.ue, share_ue_lane=len(owners) > MOST_UE_LANES)
    return Ladder(
        [rung for rung, kept in zip(flow, chosen, strict=True) if kept],
        {trace.key: trace.imsi for trace in found.traces},
    )


def _wanted_interfaces(interface: str | Collection[str] | None) -> Collection[str]:
    wanted = [interface] if isinstance(interface, str) else list(interface or ())
    unknown = [name for name in wanted if name not in INTERFACES]
    if unknown:
        raise CaptureError(
            t(
                fr=f"Interface inconnue : {', '.join(unknown)}.",
                en=f"Unknown interface: {', '.join(unknown)}.",
            ),
            t(
                fr=f"Choisissez parmi {', '.join(INTERFACES)}.",
                en=f"Choose from {', '.join(INTERFACES)}.",
            ),
        )
    return wanted


def key_of(ue: str, traces: Sequence[UeTrace]) -> str:
    """Return the key of a UE given by its key, IMSI, SUCI or 5G-GUTI.

    Raises:
        CaptureError: the UE is not in the traces.
    """
    for trace in traces:
        if ue in (trace.key, trace.imsi, *trace.sucis, *trace.gutis):
            return trace.key
    known = ", ".join(trace.key for trace in traces)
    raise CaptureError(
        t(
            fr=f"Aucun message de cette capture n’est celui de l’UE {ue}.",
            en=f"No message of this capture belongs to the UE {ue}.",
        ),
        t(fr=f"Choisissez parmi {known}.", en=f"Choose from {known}.")
        if known
        else t(
            fr="La capture ne montre aucun UE : ne filtrez pas par UE.",
            en="The capture shows no UE: don’t filter by UE.",
        ),
    )
