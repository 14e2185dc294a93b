"""Call flows: participants, the text of a rung, and a self-contained page."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from headless_chromium import headless_chromium
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from campus5g import set_language
from campus5g.capture import open_capture
from campus5g.capture.errors import CaptureError
from campus5g.capture.ladder.flow import MOST_UE_LANES
from campus5g.capture.ladder.ladder import Ladder, ladder
from campus5g.capture.ladder.look import DARK, DASHES, LIGHT, Theme
from campus5g.capture.messages.message import Interface, Message
from campus5g.kit import connect
from campus5g.kit.starting.private import start_private_kit

GNB, AMF, SMF, UPF = "10.53.1.3", "10.53.1.5", "10.53.1.4", "10.53.1.7"
N2_LINK = f"{GNB}-{AMF}"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def ngap(frame: int, name: str, code: int, *, up: bool = True, ran: int | None = None) -> Message:
    return Message(
        frame=frame,
        part=0,
        time_s=frame / 100,
        interface="N2",
        protocol="NGAP",
        name=name,
        code=code,
        outcome="initiating",
        source=GNB if up else AMF,
        destination=AMF if up else GNB,
        direction="up" if up else "down",
        ran_ue_id=ran,
        association=N2_LINK,
    )


def nas(frame: int, name: str, code: int, *, up: bool = True, ran: int = 1, **more: str) -> Message:
    return Message(
        frame=frame,
        part=1,
        time_s=frame / 100,
        interface="N1",
        protocol="NAS-MM",
        name=name,
        code=code,
        source=GNB if up else AMF,
        destination=AMF if up else GNB,
        direction="up" if up else "down",
        carrier=0,
        ran_ue_id=ran,
        association=N2_LINK,
        cause=more.get("cause", ""),
        fields={"nas-5gs.mm.message_type": (f"{code:#04x}",), "nas-5gs.mm.type_id": ("1",)},
    )


def pfcp(frame: int, name: str, code: int, *, up: bool = True) -> Message:
    return Message(
        frame=frame,
        part=0,
        time_s=frame / 100,
        interface="N4",
        protocol="PFCP",
        name=name,
        code=code,
        source=SMF if up else UPF,
        destination=UPF if up else SMF,
        direction="up" if up else "down",
        association=f"{SMF}-{UPF}",
    )


def registration(ran: int = 1, frame: int = 1) -> list[Message]:
    return [
        ngap(frame, "InitialUEMessage", 15, ran=ran),
        nas(frame, "Registration request", 0x41, ran=ran),
        ngap(frame + 1, "DownlinkNASTransport", 4, up=False, ran=ran),
        nas(frame + 1, "Registration reject", 0x44, up=False, ran=ran, cause="Illegal UE (3)"),
    ]


FLOW = [
    ngap(1, "NGSetupRequest", 21),
    *registration(frame=2),
    pfcp(9, "Heartbeat Request", 1),
    pfcp(10, "Heartbeat Response", 2, up=False),
]


def ends(drawn: Ladder) -> list[tuple[str, str]]:
    return [(drawn.names[rung.start], drawn.names[rung.end]) for rung in drawn.rungs]


def test_participants_are_identified_by_the_interfaces_they_use() -> None:
    drawn = ladder(FLOW)

    assert [(drawn.names[lane], lane.address) for lane in drawn.lanes] == [
        ("ue-1", "ue-1"),
        ("gNB", GNB),
        ("AMF", AMF),
        ("SMF", SMF),
        ("UPF", UPF),
    ]


def request(path: str, **more: tuple[str, ...]) -> Message:
    fields = {"http2.headers.path": (path,), "http2.streamid": ("1",), **more}
    return Message(
        *(2, 0, 0.1, "SBI", "HTTP/2", f"GET {path}", None, "initiating", AMF, "10.9.9.9", "up"),
        association="sbi",
        fields=fields,
    )


def test_a_long_path_is_shortened_on_its_rung_but_not_in_the_table() -> None:
    path = "/nudr-dr/v1/subscription-data/imsi-001010000000001/context-data/amf-3gpp-access"

    flow = ladder([request(f"{path}?supported-features=")])

    assert flow.label(flow.rungs[0]) == "SBI · GET /nudr-dr/v1/…/amf-3gpp-access"
    assert path in flow.to_table()


def test_a_short_path_loses_only_its_query() -> None:
    flow = ladder([request("/nnrf-disc/v1/nf-instances?target-nf-type=SMF")])

    assert flow.label(flow.rungs[0]) == "SBI · GET /nnrf-disc/v1/nf-instances"


def test_servers_of_http_1_1_are_named_by_their_service_too() -> None:
    asked = Message(
        *(2, 0, 0.1, "SBI", "HTTP/1.1", "POST /nsmf-pdusession/v1/sm-contexts", None),
        *("initiating", AMF, "10.9.9.9", "up"),
        association="sbi",
        fields={"http.request.uri": ("/nsmf-pdusession/v1/sm-contexts",)},
    )

    assert "SMF" in ladder([asked]).names.values()


def test_nas_runs_between_ue_and_amf_over_any_transport() -> None:
    drawn = ladder(FLOW)

    assert ends(drawn)[1:5] == [
        ("gNB", "AMF"),
        ("ue-1", "AMF"),
        ("AMF", "gNB"),
        ("AMF", "ue-1"),
    ]


def test_two_gnbs_are_numbered() -> None:
    other = Message(
        **{
            **{name: getattr(FLOW[0], name) for name in Message.__slots__},
            "frame": 2,
            "source": "10.53.1.33",
        }
    )

    assert list(ladder([FLOW[0], other]).names.values()) == ["gNB 1", "gNB 2", "AMF"]


def test_functions_that_share_an_address_have_separate_lanes() -> None:
    here = "127.0.0.1"
    messages = [
        Message(1, 0, 0.0, "N2", "NGAP", "NGSetupRequest", 21, "", here, here, "up"),
        Message(2, 0, 0.1, "N4", "PFCP", "Heartbeat Request", 1, "", here, here, "up"),
    ]

    assert ends(ladder(messages)) == [("gNB", "AMF"), ("SMF", "UPF")]


def test_an_sbi_server_is_named_by_its_service() -> None:
    path = {"http2.headers.path": ("/nsmf-pdusession/v1/sm-contexts",), "http2.streamid": ("1",)}
    answer = {"http2.headers.status": ("201",), "http2.streamid": ("1",)}
    link = "conn"
    messages = [
        FLOW[0],
        Message(
            *(2, 0, 0.1, "SBI", "HTTP/2", "POST", None, "", AMF, "10.9.9.9", "up"),
            association=link,
            fields=path,
        ),
        Message(
            *(3, 0, 0.2, "SBI", "HTTP/2", "201", None, "", "10.9.9.9", AMF, "down"),
            association=link,
            fields=answer,
        ),
    ]

    assert ends(ladder(messages))[1:] == [("AMF", "SMF"), ("SMF", "AMF")]


def test_an_unknown_end_is_a_question_mark_without_an_arrow_head() -> None:
    unknown = Message(1, 0, 0.0, "N3", "GTP-U", "Echo request", 1, "", "10.1.1.1", "10.1.1.2")
    nas_alone = Message(2, 0, 0.0, "N1", "NAS-MM", "Identity request", 0x5B)

    drawn = ladder([unknown, nas_alone])

    assert ends(drawn)[0] == ("? 1", "? 2")
    assert "->" in drawn.to_mermaid()
    assert not drawn.rungs[1].directed
    assert ("Direction", "unknown") in drawn.details(drawn.rungs[1])


def test_a_ue_keeps_only_its_own_messages() -> None:
    both = registration(1) + registration(2, frame=5)

    drawn = ladder(both, ue="ue-2")

    assert [rung.message.frame for rung in drawn.rungs] == [5, 5, 6, 6]
    assert drawn.ues == ["ue-2"]


def test_an_interface_keeps_only_its_messages_and_their_ends() -> None:
    drawn = ladder(FLOW, interface="N1")

    assert ends(drawn) == [("ue-1", "AMF"), ("AMF", "ue-1")]
    assert drawn.lanes[1].address == AMF
    assert {rung.message.interface for rung in ladder(FLOW, interface=("N1", "N4")).rungs} == {
        "N1",
        "N4",
    }


def test_many_ues_share_a_lane_and_are_named_on_the_rungs() -> None:
    crowd = [
        message
        for ran in range(1, MOST_UE_LANES + 2)
        for message in registration(ran, frame=2 * ran)
    ]

    drawn = ladder(crowd)

    assert [lane.role for lane in drawn.lanes].count("UE") == 1
    assert drawn.label(drawn.rungs[1]) == "N1 · ue-1 · Registration request"
    assert [lane.role for lane in ladder(crowd, ue="ue-3").lanes].count("UE") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_unknown_ue_or_interface_is_reported_with_the_known_ones(language: str) -> None:
    set_language("fr" if language == "fr" else "en")

    with pytest.raises(CaptureError) as no_ue:
        ladder(FLOW, ue="ue-9")
    with pytest.raises(CaptureError) as no_interface:
        ladder(FLOW, interface="N9")

    assert "ue-9" in no_ue.value.problem
    assert "ue-1" in no_ue.value.remedy
    assert "N9" in no_interface.value.problem
    assert "SBI" in no_interface.value.remedy


def test_a_rung_says_interface_message_and_cause() -> None:
    drawn = ladder(FLOW)

    assert drawn.label(drawn.rungs[4]) == "N1 · Registration reject — Illegal UE (3)"


def test_an_accepting_cause_is_not_on_the_rung() -> None:
    answer = Message(
        *(1, 0, 0.0, "N4", "PFCP", "Session Deletion Response", 55, "", UPF, SMF, "down"),
        cause="Request accepted (1)",
        fields={"pfcp.cause": ("1",)},
    )
    drawn = ladder([answer])

    assert drawn.label(drawn.rungs[0]) == "N4 · Session Deletion Response"
    assert ("Cause", "Request accepted (1)") in drawn.details(drawn.rungs[0])


def test_a_ciphered_message_is_marked_in_both_languages() -> None:
    hidden = Message(
        *(1, 0, 0.0, "N1", "NAS-MM", "", None), direction="up", security="ciphered", decoded=False
    )

    assert ladder([hidden]).label(ladder([hidden]).rungs[0]) == "N1 · NAS-MM, ciphered"
    set_language("fr")
    assert ladder([hidden]).label(ladder([hidden]).rungs[0]) == "N1 · NAS-MM chiffré"


def test_hovering_shows_decoded_fields_briefly() -> None:
    fields = {f"nas-5gs.field{number}": ("x" * 500,) for number in range(30)}
    rich = Message(1, 0, 0.0, "N1", "NAS-MM", "Registration request", 0x41, fields=fields)
    drawn = ladder([rich])

    shown = drawn.details(drawn.rungs[0])

    assert sum(name.startswith("nas-5gs.") for name, _ in shown) == 8
    assert ("Fields", "and 22 more") in shown
    assert max(len(value) for _, value in shown) <= 48


def test_the_figure_has_a_colour_and_a_dash_for_each_interface() -> None:
    figure = ladder(FLOW).figure()

    lines = {trace.name: trace.line for trace in figure.data if trace.mode == "lines"}
    assert set(lines) == {"N1", "N2", "N4"}
    assert len({line.color for line in lines.values()}) == 3
    assert len({line.dash for line in lines.values()}) == 3


def test_every_point_of_the_figure_is_in_the_row_of_its_message() -> None:
    messages = [
        *FLOW,
        Message(20, 0, 1.0, "SBI", "HTTP/2", "GET", None, "", "10.1.1.1", "10.1.1.1", "up"),
    ]

    figure = ladder(messages).figure()

    rows = {round(y) for trace in figure.data for y in trace.y}
    assert rows == set(range(1, len(messages) + 1))
    for trace in figure.data:
        if trace.mode == "text":
            for text, y in zip(trace.text, trace.y, strict=True):
                assert messages[round(y) - 1].name in text


def test_a_long_flow_opens_on_its_first_rows() -> None:
    figure = ladder([pfcp(n, "Heartbeat Request", 1) for n in range(1, 300)]).figure()

    assert figure.layout.height < 1600
    assert figure.layout.yaxis.range[0] < 50
    assert figure.layout.yaxis.maxallowed > 299


def test_mermaid_names_participants_and_messages_in_order() -> None:
    assert ladder(FLOW[-2:]).to_mermaid() == (
        "sequenceDiagram\n"
        f"    participant p0 as SMF<br/>{SMF}\n"
        f"    participant p1 as UPF<br/>{UPF}\n"
        "    p0->>p1: N4 · Heartbeat Request\n"
        "    p1->>p0: N4 · Heartbeat Response\n"
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_hostile_names_are_escaped_in_every_output(name: str, cause: str) -> None:
    hostile = Message(
        *(1, 0, 0.0, "N4", "PFCP", name + "<script>alert(1)</script>;#", 1, "", SMF, UPF, "up"),
        cause=cause,
    )
    drawn = ladder([hostile])

    assert len(drawn.to_mermaid().splitlines()) == 4
    assert "<script>" not in drawn.to_mermaid()
    for html in (drawn.to_svg(), drawn.to_table(), json.dumps(drawn.figure().to_plotly_json())):
        assert "<script>" not in html


def test_a_ladder_without_messages_is_still_drawn() -> None:
    nothing = ladder([])

    assert nothing.to_mermaid() == "sequenceDiagram\n"
    assert "No signalling messages." in nothing.figure().to_json()
    assert "0 messages" in repr(nothing)
    assert "<html" in nothing.to_html()


def test_a_notebook_gets_the_figure_with_a_script_free_fallback() -> None:
    bundle = ladder(FLOW)._repr_mimebundle_()

    assert set(bundle) == {"text/plain", "text/html", "application/vnd.plotly.v1+json"}
    assert bundle["text/html"].startswith("<svg")
    assert bundle["text/html"].count("<tr data-row") == len(FLOW)
    assert "Registration reject" in bundle["text/plain"]


def test_in_a_notebook_wide_ladders_scroll() -> None:
    flow = ladder(FLOW)
    figure = flow._repr_mimebundle_()["application/vnd.plotly.v1+json"]

    layout = figure["layout"]
    assert layout["width"] - layout["margin"]["l"] >= 160 * len(flow.lanes)
    assert flow.figure().layout.width is None


def test_in_a_notebook_lane_spacing_fits_the_labels() -> None:
    drawn = ladder([pfcp(1, "Session Establishment Request", 50)])

    width = drawn._repr_mimebundle_()["application/vnd.plotly.v1+json"]["layout"]["width"]

    assert 480 < width < 800


def test_times_use_the_readers_number_format() -> None:
    set_language("fr")
    drawn = ladder(FLOW)

    assert drawn.time(drawn.rungs[0]) == "0,010 s"
    assert "0,010 s" in drawn.to_svg()
    assert drawn.figure().layout.yaxis.ticktext[0] == "0,010 s"


def test_the_legend_leaves_the_right_to_the_buttons() -> None:
    legend = ladder(FLOW).figure().layout.legend

    assert (legend.x, legend.xanchor) == (0, "left")


def test_the_table_holds_everything_the_drawing_shows() -> None:
    table = ladder(FLOW).to_table()

    for word in ("Registration reject", "Illegal UE (3)", f"AMF ({AMF})", "ue-1", "0.030000"):
        assert word in table
    assert table.count('<th scope="col">') == 9


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Diagramme de séquence : 7 messages", "Les mêmes messages en tableau", "Toutes")),
        ("en", ("Call flow: 7 messages", "The same messages as a table", "All")),
    ],
)
def test_the_page_is_in_the_readers_language(language: str, words: tuple[str, ...]) -> None:
    set_language("fr" if language == "fr" else "en")

    page = ladder(FLOW).to_html()

    assert f'<html lang="{language}">' in page
    for word in words:
        assert word in page


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_is_readable_on_its_ground(theme: Theme) -> None:
    for colour in (theme.ink, *theme.interfaces.values()):
        assert contrast(colour, theme.ground) >= 4.5
    assert contrast(theme.line, theme.ground) >= 3


def test_interfaces_differ_by_dash_without_colour() -> None:
    interfaces: list[Interface] = ["N1", "N2", "N3", "N4", "SBI"]

    assert len({DASHES[interface] for interface in interfaces}) == 5


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The camera's modem leaves, registers, and opens its session."""
    file = tmp_path_factory.mktemp("captures") / "registration.pcapng"
    with (
        start_private_kit(owner="ladder tests") as running,
        connect(url=running.url, token=running.token) as kit,
    ):
        with kit.capture("n2", "n3", "n4") as live:
            kit.ue("camera").restart()
        shutil.copy(live.path, file)
    return file


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with headless_chromium() as browser:
        yield browser


def opened(
    chromium: Browser, file: Path, width: int, scheme: Literal["light", "dark"] = "light"
) -> tuple[Page, list[str]]:
    """Open a page; its console messages and network requests are recorded."""
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    noted: list[str] = []
    page.on("console", lambda message: noted.append(message.text))
    page.on("pageerror", lambda error: noted.append(str(error)))
    page.on("request", lambda request: noted.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("#drawing .textpoint")
    return page, [each for each in noted if each != file.as_uri() and each != "data:,"]


@pytest.mark.proof
@pytest.mark.browser
class TestPage:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        file = tmp_path / "ladder.html"
        file.write_text(ladder(FLOW + registration(2, frame=20)).to_html())
        return file

    @pytest.mark.parametrize("width", [360, 1280])
    def test_fits_the_screen_and_needs_no_network(
        self, chromium: Browser, file: Path, width: int
    ) -> None:
        page, noted = opened(chromium, file, width)

        assert noted == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = [text.bounding_box() for text in page.query_selector_all("#drawing .textpoint")]
        assert len(boxes) == len(FLOW) + 4
        for box in boxes:
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width

    @pytest.mark.parametrize(
        ("width", "scheme", "picture"),
        [(360, "light", "capture/phone.png"), (1280, "dark", "capture/dark.png")],
    )
    def test_a_registration_of_the_virtual_kit_can_be_read_on_any_screen(
        self,
        chromium: Browser,
        recorded: Path,
        tmp_path: Path,
        request: pytest.FixtureRequest,
        width: int,
        scheme: Literal["light", "dark"],
        picture: str,
    ) -> None:
        file = tmp_path / "registration.html"
        with open_capture(recorded) as capture:
            file.write_text(capture.ladder().to_html())
        page, noted = opened(chromium, file, width, scheme)

        lanes = page.locator("#lanes b").all_inner_texts()
        assert noted == []
        assert lanes[-4:] == ["gNB", "AMF", "SMF", "UPF"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if pictures := request.config.getoption("--screenshots"):
            (pictures / picture).parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=pictures / picture)

    def test_filters_keep_drawing_and_table_the_same(self, chromium: Browser, file: Path) -> None:
        page, _ = opened(chromium, file, 1280)

        page.select_option("#interface", "N1")
        page.select_option("#ue", "ue-2")
        page.wait_for_function("document.querySelectorAll('#drawing .textpoint').length === 2")

        assert page.inner_text("#count") == "2 of 11 messages."
        page.click("summary")
        rows = page.locator("tr[data-row]:visible")
        assert [
            re.search(r"Registration \w+", row) is not None for row in rows.all_inner_texts()
        ] == [
            True,
            True,
        ]

    def test_hovering_over_a_row_shows_its_fields(self, chromium: Browser, file: Path) -> None:
        page, _ = opened(chromium, file, 1280)
        box = page.query_selector_all("#drawing .textpoint")[0].bounding_box()
        assert box is not None

        page.mouse.move(box["x"] + 20, box["y"] + 12)
        page.wait_for_selector("#drawing .hoverlayer .legendtext")

        assert "nas-5gs.mm.type_id" in (page.text_content("#drawing .hoverlayer") or "")
