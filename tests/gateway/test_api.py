"""The gateway's API, asked of the real process."""

import asyncio
import io
import json
from itertools import product

import pytest
from gateway_bench import Bench
from pcap_files import pcap_record, udp_frame
from scapy.utils import RawPcapNgReader

OTHER_TOKENS = [
    "",
    "Bearer wrong",
    "Bearer a-token-that-only-the-holder-know",
    "Basic x",
]
CLOSED_CALLS = [
    ("GET", "/health"),
    ("GET", "/captures"),
    ("POST", "/captures"),
    ("GET", "/captures/x"),
    ("GET", "/captures/x/progress"),
    ("GET", "/captures/x/pcapng"),
    ("GET", "/captures/x/stream"),
    ("POST", "/captures/x/stop"),
    ("DELETE", "/captures/x"),
    ("POST", "/ues/camera/at"),
    ("GET", "/leases"),
    ("GET", "/leases/mine"),
    ("DELETE", "/leases/mine"),
    ("DELETE", "/leases/x"),
    ("POST", "/measurements/description"),
    ("GET", "/measurements/x"),
]


def frames_of(pcapng: bytes) -> list[tuple[str, bytes]]:
    """The packets of a file with the name of their interface, in the file's order."""
    return [(meta.ifname.decode(), data) for data, meta in RawPcapNgReader(io.BytesIO(pcapng))]


async def test_the_description_is_public_and_holds_no_secret(bench: Bench) -> None:
    answer = await bench.client.get("/", headers={"Authorization": ""})

    kit = answer.json()
    assert kit["name"] == "virtual"
    assert [point["name"] for point in kit["points"]] == ["n2", "n3", "n4", "n6"]
    assert {ue["name"] for ue in kit["ues"]} == {"camera", "agv", "badge"}
    assert kit["cell"]["centre_mhz"] == pytest.approx(3850.02)
    assert "99970000" not in answer.text
    assert "socket://" not in answer.text


async def test_every_other_route_needs_the_token(bench: Bench) -> None:
    for header, (method, path) in product(OTHER_TOKENS, CLOSED_CALLS):
        body = {"points": ["n2"], "command": "AT"} if method == "POST" else None
        answer = await bench.client.request(
            method, path, json=body, headers={"Authorization": header}
        )
        assert answer.status_code == 401, (header, method, path)
        assert set(answer.json()) == {"problem", "remedy"}
    assert bench.points["n2"].readers == []
    assert bench.modem.commands == []


async def test_the_token_is_never_logged(bench: Bench) -> None:
    await bench.client.post("/ues/camera/at", json={"command": "AT+CPIN=1"})
    await bench.client.get("/captures", headers={"Authorization": "Bearer a-wrong-token"})

    log = await bench.end()

    assert "AT+CPIN=1" in log
    assert "token" not in log


async def test_health_reports_which_devices_answer(bench: Bench) -> None:
    health = (await bench.client.get("/health")).json()

    assert health["status"] == "degraded"
    answering = {device["name"] for device in health["devices"] if device["ok"]}
    assert answering == {"n2", "n4", "camera"}


async def test_a_capture_is_live_when_the_answer_comes(bench: Bench) -> None:
    capture = await bench.start_capture("n2")
    bench.points["n2"].see(udp_frame(1))

    state = (await bench.client.post(f"{capture}/stop")).json()
    file = (await bench.client.get(f"{capture}/pcapng")).content

    assert (state["state"], state["packets"], state["reason"]) == ("stopped", 1, "asked")
    assert state["bytes"] == len(file)
    assert frames_of(file) == [("n2", udp_frame(1))]


async def test_packets_sent_before_the_stop_are_in_the_file(bench: Bench) -> None:
    capture = await bench.start_capture("n2")
    frames = [udp_frame(number) for number in range(2000)]
    bench.points["n2"].see(*frames)

    await bench.client.post(f"{capture}/stop")

    file = (await bench.client.get(f"{capture}/pcapng")).content
    assert [frame for _, frame in frames_of(file)] == frames


async def test_packets_of_several_points_are_merged_in_order_of_time(bench: Bench) -> None:
    capture = await bench.start_capture("n4", "n2")
    bench.points["n4"].send(pcap_record(udp_frame(2), 2_000_000))
    bench.points["n2"].send(pcap_record(udp_frame(1), 1_000_000))
    bench.points["n2"].send(pcap_record(udp_frame(3), 3_000_000))

    await bench.client.post(f"{capture}/stop")

    file = (await bench.client.get(f"{capture}/pcapng")).content
    assert frames_of(file) == [("n2", udp_frame(1)), ("n4", udp_frame(2)), ("n2", udp_frame(3))]


@pytest.mark.proof
async def test_a_capture_without_packets_is_a_valid_file(bench: Bench) -> None:
    capture = await bench.start_capture("n2", "n4")
    await bench.client.post(f"{capture}/stop")

    file = (await bench.client.get(f"{capture}/pcapng")).content

    assert frames_of(file) == []


@pytest.mark.proof
async def test_tshark_reads_the_live_stream(bench: Bench) -> None:
    capture = await bench.start_capture("n2")
    tshark = await asyncio.create_subprocess_exec(
        *("tshark", "-l", "-r", "-", "-T", "fields", "-e", "frame.interface_name", "-e", "data"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert tshark.stdin is not None
    assert tshark.stdout is not None
    async with bench.client.stream("GET", f"{capture}/stream") as stream:
        pieces = stream.aiter_bytes()
        for number in (1, 2):
            bench.points["n2"].see(udp_frame(number))
            async with asyncio.timeout(60):
                seen = b""
                while f"packet {number}".encode() not in seen:
                    seen += (piece := await anext(pieces))
                    tshark.stdin.write(piece)
                line = (await tshark.stdout.readline()).decode().split()
            assert line == ["n2", f"packet {number}".encode().hex()]
        await bench.client.post(f"{capture}/stop")
        async with asyncio.timeout(60):
            assert [piece async for piece in pieces] == []
    tshark.stdin.close()
    assert await tshark.wait() == 0


@pytest.mark.proof
async def test_a_stalled_reader_delays_nothing(bench: Bench) -> None:
    capture = await bench.start_capture("n2")
    frame = bytes(60_000)
    async with bench.client.stream("GET", f"{capture}/stream"):
        for _ in range(500):
            bench.points["n2"].send(pcap_record(frame, 1))
            for reader in bench.points["n2"].readers:
                await reader.drain()

        state = (await bench.client.post(f"{capture}/stop")).json()

    assert state["packets"] == 500


@pytest.mark.proof
async def test_progress_is_reported_until_the_capture_stops(bench: Bench) -> None:
    capture = await bench.start_capture("n2")
    states = []
    async with bench.client.stream("GET", f"{capture}/progress") as answer:
        async for line in answer.aiter_lines():
            states.append(json.loads(line))
            if len(states) == 1:
                bench.points["n2"].see(udp_frame(1), udp_frame(2))
            elif states[-1]["packets"] == 2 and states[-1]["state"] == "running":
                await bench.client.post(f"{capture}/stop")

    assert [(state["state"], state["packets"]) for state in (states[0], states[-1])] == [
        ("running", 0),
        ("stopped", 2),
    ]
    assert states[-1] == (await bench.client.get(capture)).json()


@pytest.mark.proof
async def test_a_capture_ends_at_its_time_limit(bench: Bench) -> None:
    capture = await bench.start_capture("n2", max_seconds=0.2)

    assert (await bench.stopped(capture))["reason"] == "time"


@pytest.mark.proof
async def test_a_capture_ends_at_its_size_limit_and_keeps_whole_packets(bench: Bench) -> None:
    capture = await bench.start_capture("n2", max_bytes=5000)
    bench.points["n2"].see(*(udp_frame(number) for number in range(200)))

    state = await bench.stopped(capture)

    file = (await bench.client.get(f"{capture}/pcapng")).content
    assert state["reason"] == "size"
    assert state["bytes"] == len(file) <= 5000
    assert len(frames_of(file)) == state["packets"] > 10


@pytest.mark.proof
async def test_a_capture_ends_when_the_kit_closes_its_stream(bench: Bench) -> None:
    capture = await bench.start_capture("n2", "n4")
    bench.points["n2"].see(udp_frame(1))
    bench.points["n4"].hang_up()

    state = await bench.stopped(capture)

    assert (state["reason"], state["packets"]) == ("kit", 1)
    assert state["detail"] == "n4"


@pytest.mark.proof
async def test_a_watched_capture_ends_with_its_last_watcher(bench: Bench) -> None:
    capture = await bench.start_capture("n2", while_watched=True)
    async with bench.client.stream("GET", f"{capture}/progress") as answer:
        await anext(answer.aiter_lines())

    state = await bench.stopped(capture)

    assert state["reason"] == "abandoned"


@pytest.mark.proof
async def test_at_most_eight_captures_run_at_once(bench: Bench) -> None:
    captures = [await bench.start_capture("n2") for _ in range(8)]

    refused = await bench.client.post("/captures", json={"points": ["n2"]})
    await bench.client.post(f"{captures[0]}/stop")
    accepted = await bench.client.post("/captures", json={"points": ["n2"]})

    assert (refused.status_code, accepted.status_code) == (429, 201)
    assert len((await bench.client.get("/captures")).json()) == 9


@pytest.mark.proof
async def test_old_captures_are_forgotten_before_they_fill_the_disk(bench: Bench) -> None:
    for _ in range(30):
        await bench.client.post(f"{await bench.start_capture('n2')}/stop")

    assert len((await bench.client.get("/captures")).json()) <= 25


async def test_a_deleted_capture_is_gone(bench: Bench) -> None:
    capture = await bench.start_capture("n2")

    assert (await bench.client.delete(capture)).status_code == 204
    assert (await bench.client.get(capture)).status_code == 404
    async with asyncio.timeout(60):
        await bench.points["n2"].reader_left.wait()


async def test_impossible_captures_are_refused_in_words(bench: Bench) -> None:
    for body, status in (
        ({"points": ["n9"]}, 404),
        ({"points": []}, 422),
        ({"points": ["n2"], "max_seconds": 601}, 422),
        ({"points": ["n2"], "max_bytes": 1 << 40}, 422),
        ({"points": "n2"}, 422),
        ({"points": ["n3"]}, 502),
        ({"points": ["n2", "n3"]}, 502),
    ):
        answer = await bench.client.post("/captures", json=body)

        assert answer.status_code == status, body
        assert set(answer.json()) == {"problem", "remedy"}, body
    assert (await bench.client.get("/captures")).json() == []


async def test_a_long_request_is_refused_before_it_is_read(bench: Bench) -> None:
    address = bench.inventory.gateway
    for length in ("Content-Length: 70000", "Transfer-Encoding: chunked"):
        reader, writer = await asyncio.open_connection(address.host, address.port)

        writer.write(f"POST /captures HTTP/1.1\r\nHost: kit\r\n{length}\r\n\r\n".encode())

        async with asyncio.timeout(60):
            answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 413 "), length
        assert b"remedy" in answer, length


async def test_errors_are_reported_in_the_reader_s_language(bench: Bench) -> None:
    said = [
        (await bench.client.get("/captures/x", headers={"Accept-Language": language})).json()[
            "problem"
        ]
        for language in ("fr-FR,en;q=0.5", "en-GB")
    ]

    assert said[0] == "Cette capture n’existe pas, ou plus."
    assert said[1] == "This capture does not exist, or no longer exists."


async def test_an_at_command_is_answered(bench: Bench) -> None:
    answer = await bench.client.post(
        "/ues/camera/at", json={"command": "AT+CFUN=1", "until": "+C5GREG: 1", "timeout_s": 20}
    )

    line = '+C5GREG: 1,"1","11",11'
    said = answer.json()
    assert 0 < said.pop("seconds") < 20
    assert said == {"lines": [line], "final": "OK", "matched": line}


async def test_a_forbidden_at_command_never_reaches_the_modem_and_is_logged(bench: Bench) -> None:
    answer = await bench.client.post(
        "/ues/camera/at",
        json={"command": 'AT+CLCK="PN",0,"1"'},
        headers={"User-Agent": "somebody"},
    )

    assert answer.status_code == 403
    assert "is not allowed" in answer.json()["problem"]
    assert bench.modem.commands == []
    log = await bench.end()
    assert "somebody" in log
    assert "127.0.0.1" in log
    assert "CLCK" in log


@pytest.mark.proof
async def test_a_modem_that_does_not_answer_is_reported(bench: Bench) -> None:
    for ue, status in (("camera", 502), ("agv", 502), ("nobody", 404)):
        answer = await bench.client.post(
            f"/ues/{ue}/at", json={"command": "AT+CPIN?", "timeout_s": 0.5}
        )

        assert answer.status_code == status, ue
        assert set(answer.json()) == {"problem", "remedy"}, ue


async def test_captures_and_open_streams_end_with_the_gateway(bench: Bench) -> None:
    capture = await bench.start_capture("n2")
    async with bench.client.stream("GET", f"{capture}/progress") as answer:
        lines = answer.aiter_lines()
        await anext(lines)
        await bench.end()
        last = [line async for line in lines][-1]

    assert json.loads(last)["reason"] == "gateway"
    assert bench.process.returncode == 0


async def test_the_api_describes_itself(bench: Bench) -> None:
    openapi = (await bench.client.get("/openapi.json")).json()

    assert set(openapi["paths"]) >= {"/", "/health", "/captures", "/ues/{ue}/at"}
    problem = openapi["paths"]["/ues/{ue}/at"]["post"]["responses"]["403"]
    assert problem["content"]["application/json"]["schema"]["$ref"].endswith("/Problem")
    assert (await bench.client.get("/docs")).status_code == 404


@pytest.mark.proof
@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/captures", "GET, POST"), ("/captures/x", "DELETE, GET"), ("/health", "GET")],
)
async def test_an_unknown_method_is_answered_with_all_that_the_path_has(
    bench: Bench, path: str, allowed: str
) -> None:
    answer = await bench.client.options(path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed
    assert set(answer.json()) == {"problem", "remedy"}
