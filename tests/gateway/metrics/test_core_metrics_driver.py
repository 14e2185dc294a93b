"""The core's driver reads the output of Prometheus' own library, and Open5GS' answers."""

import contextlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest, start_http_server

from campus5g.gateway.metrics.core_driver import CoreMetrics, CoreMetricsError, read_samples
from campus5g.inventory import Core


def core_at(url: str | None, info_url: str | None = None) -> Core:
    return Core.model_validate(
        {
            **dict.fromkeys(("amf", "smf", "upf", "data_network"), "10.0.0.1"),
            "metrics_url": url,
            "info_url": info_url,
        }
    )


@contextmanager
def web_server(pages: dict[str, bytes]) -> Iterator[str]:
    """Serve some pages, whatever the query."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path.partition("?")[0])
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@given(
    values=st.dictionaries(
        st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), max_size=5
    )
)
def test_output_of_the_prometheus_library_is_read(values: dict[str, float]) -> None:
    registry = CollectorRegistry()
    gauge = Gauge("sessions", "Several\nlines \\ of help", ["dnn"], registry=registry)
    for label, value in values.items():
        gauge.labels(dnn=label).set(value)

    read = {labels["dnn"]: v for _, labels, v in read_samples(generate_latest(registry).decode())}

    assert read == values


def test_non_numbers_and_time_stamps_are_skipped() -> None:
    text = 'a NaN\nb +Inf\nc{x="1",y="two,} \\"words\\"",} 4.5 1700000000\n'

    assert list(read_samples(text)) == [("c", {"x": "1", "y": 'two,} "words"'}, 4.5)]


@given(st.text())
def test_anything_else_is_refused_in_words(text: str) -> None:
    samples = []
    with contextlib.suppress(CoreMetricsError):
        samples = list(read_samples(text))

    assert all(name and not set(name) & set("{}# \n") for name, _, _ in samples)


async def test_a_program_that_uses_the_prometheus_library_is_read() -> None:
    registry = CollectorRegistry()
    Counter("ngap_messages", "NGAP messages", ["way"], registry=registry).labels("up").inc(7)
    server, thread = start_http_server(0, "127.0.0.1", registry)
    try:
        core = core_at(f"http://127.0.0.1:{server.server_port}/metrics")
        samples = await CoreMetrics(core).samples()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

    counted = next(sample for sample in samples if sample.name == "ngap_messages_total")
    assert (counted.function, counted.labels, counted.value) == ("core", {"way": "up"}, 7)


async def test_the_info_api_is_asked_of_each_function_that_has_it() -> None:
    ues = [{"supi": "imsi-001010000056492", "cm_state": "idle"}]
    page = json.dumps({"items": ues, "pager": {"page": 0}}).encode()
    with web_server({"/ue-info": page, "/gnb-info": b'{"items": []}'}) as url:
        core = core_at(None).model_copy(
            update={"info_url": core_at(None, url).info_url.model_copy(update={"smf": None})}  # type: ignore[union-attr]
        )
        info = await CoreMetrics(core).info()

    assert info == {"ues": ues, "gnbs": [], "sessions": []}


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({}, "answer 404"),
        ({"/": b"<html>hello</html>"}, "not in Prometheus' text format"),
        ({"/": b"a 1\n" * (2 << 20)}, "too long"),
    ],
)
async def test_a_core_without_readable_metrics_is_reported(
    pages: dict[str, bytes], said: str
) -> None:
    with web_server(pages) as url, pytest.raises(CoreMetricsError, match=said):
        await CoreMetrics(core_at(f"{url}/")).samples()


async def test_an_invalid_info_page_is_named() -> None:
    pages = {"/ue-info": b'{"items": 7}'}
    with web_server(pages) as url, pytest.raises(CoreMetricsError, match="not of the info API"):
        await CoreMetrics(core_at(None, url)).info()


async def test_a_closed_port_is_reported() -> None:
    with web_server({}) as url:
        pass
    with pytest.raises(CoreMetricsError):
        await CoreMetrics(core_at(url)).samples()
