"""Round-trip times from a notebook's point of view."""

import math
import signal
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.measuring.keeping import Measured
from campus5g.kit.measuring.latency import LatencyResult


def result(rtts_ms: Sequence[float | None], *, emulated: bool = False) -> LatencyResult:
    order = {"ue": "agv", "via": "stamp", "count": len(rtts_ms), "interval_ms": 20.0}
    samples: list[dict[str, Any]] = [
        {"sequence": number, "sent_at": 1e9 + number, "rtt_ms": rtt_ms}
        for number, rtt_ms in enumerate(rtts_ms)
    ]
    return LatencyResult(order, samples, emulated=emulated, measured=Measured(None, "1", "json"))  # type: ignore[arg-type]


@pytest.mark.parametrize("via", ["stamp", "irtt", "icmp"])
def test_each_way_of_measuring_yields_every_probe_with_the_models_account(k: Kit, via: Any) -> None:
    measured = k.latency("agv", count=20, interval_ms=10, via=via)
    table = measured.table()
    model_ms = table.filter(regex="^emulated_.*_ms$").sum(axis=1)

    assert (measured.count, measured.lost) == (20, 0)
    assert list(table.columns[:3]) == ["sent", "rtt_ms", "lost"]
    assert measured.emulated
    assert (model_ms > 4).all()
    longer = table["rtt_ms"] > model_ms - 0.2
    # irtt reads the clock when a packet is gone, so that a machine that holds it up in between
    # shortens a round trip.
    assert longer.mean() > 0.5 if via == "irtt" else longer.all()
    assert {"emulated_uplink_grant_ms", "emulated_downlink_harq_ms"} <= set(table.columns)


def test_a_packet_keeps_its_size_on_the_way(k: Kit) -> None:
    assert k.latency("camera", count=3, interval_ms=5, size_bytes=1372).lost == 0


def test_an_unknown_device_is_refused_with_the_known_ones(k: Kit) -> None:
    with pytest.raises(KitError, match="camera, agv, badge"):
        k.latency("tractor")


def test_a_measurement_without_end_is_refused(k: Kit) -> None:
    with pytest.raises(KitError, match="Stay below 600 seconds"):
        k.latency("agv", count=10_000, interval_ms=1000)


def test_a_device_out_of_reach_loses_every_probe(k: Kit) -> None:
    assert k.latency("badge", count=3, interval_ms=5).lost == 3


def test_two_at_once_on_one_device_are_refused(k: Kit, gateway: Served) -> None:
    with connect(url=gateway.url, token=gateway.token) as other:
        order = {"ue": "agv", "count": 5000, "interval_ms": 20}
        with other._connection.lines("/latency", silence_s=20, order=order) as lines:
            next(lines)
            with pytest.raises(KitError, match="is already running"):
                k.latency("agv", count=2)


def test_disconnecting_ends_the_measurement(k: Kit, gateway: Served) -> None:
    with connect(url=gateway.url, token=gateway.token) as other:
        order = {"ue": "agv", "count": 5000, "interval_ms": 20}
        with other._connection.lines("/latency", silence_s=20, order=order) as lines:
            next(lines)
    ended = threading.Event()
    for _ in range(200):
        try:
            k.latency("agv", count=1)
        except KitError:
            ended.wait(0.05)
        else:
            ended.set()
            break

    assert ended.is_set()


def test_a_percentile_is_given_only_when_five_answers_lie_beyond_it() -> None:
    few = result([float(n) for n in range(60)]).percentiles()
    many = result([float(n) for n in range(600)]).percentiles()

    assert list(few["percentile"]) == ["p50", "p90"]
    assert list(many["percentile"]) == ["p50", "p90", "p95", "p99"]
    assert list(many["rtt_ms"]) == [299, 539, 569, 593]
    assert list(many["beyond"]) == [300, 60, 30, 6]


def test_lost_probes_have_no_time_and_are_counted() -> None:
    measured = result([5.0, None, 7.0])

    assert measured.lost == 1
    assert math.isnan(measured.table()["rtt_ms"][1])
    assert repr(measured) == (
        "agv · stamp · 3 packets, one every 20 ms\n"
        "5.0 to 7.0 ms · 1 lost · longest silence 2002.0 ms"
    )


def test_the_summary_says_that_a_network_is_emulated_in_the_readers_language() -> None:
    set_language("fr")

    assert repr(result([5.25] * 40, emulated=True)) == (
        "agv · stamp · 40 paquets, un toutes les 20 ms · réseau émulé\np50 5,2 ms · 0 perdus"
        " · plus long silence 1000,0 ms"
    )


def test_the_longest_silence_is_between_two_answers_at_the_sender() -> None:
    # Sent one second apart: what is lost, and what is late, both lengthen it.
    assert result([5.0, 5.0, None, 35.0, 5.0]).longest_silence_ms == pytest.approx(2030, abs=0.01)
    assert result([5.0]).longest_silence_ms is None
    assert result([None, None]).longest_silence_ms is None


def test_the_figure_shows_times_losses_silence_and_distribution() -> None:
    figure = result([5.0, None, *[6.0] * 30]).plot()
    (silent,) = figure.layout.shapes[:1]

    assert (silent.x0, silent.x1) == pytest.approx((0.005, 2.006), abs=1e-6)
    assert figure.layout.annotations[0].text == "longest silence 2001.0 ms"

    assert [trace.type for trace in figure.data] == ["scatter", "scatter", "histogram"]
    assert len(figure.data[0].x) == 31
    assert list(figure.data[1].x) == [1.0]


def test_a_result_of_losses_only_can_be_shown() -> None:
    measured = result([None, None])

    assert "no answer" in repr(measured)
    assert measured.plot().data


def told(*busy: bool | None) -> LatencyResult:
    """A measurement with what the gateway has told of each probe."""
    measured = result([10.0] * len(busy), emulated=True)
    for sample, flag in zip(measured._samples, busy, strict=True):
        sample["machine_busy"] = flag
    return measured


class TestBusyMachine:
    def test_probes_that_the_machine_held_up_are_counted_told_and_marked(self) -> None:
        measured = told(False, True, None, True)

        assert measured.held_up == 2
        assert list(measured.table()["machine_busy"]) == [False, True, False, True]
        assert "the machine was busy: it held up 2 of the 4 packets" in repr(measured)
        traces = {trace.name: trace for trace in measured.plot().data}
        assert len(traces["held up by the busy machine"].x) == 2
        assert len(traces["round trip"].x) == 2

    def test_it_is_told_in_french(self) -> None:
        set_language("fr")

        said = repr(told(True, False))

        assert "la machine était occupée : elle a retenu 1 des 2 paquets" in said

    def test_an_idle_machine_needs_no_word(self) -> None:
        measured = told(False, False)

        assert measured.held_up == 0
        assert "busy" not in repr(measured)
        assert [trace.name for trace in measured.plot().data if trace.name != "distribution"] == [
            "round trip"
        ]

    def test_a_real_kit_and_older_evidence_do_not_tell(self) -> None:
        measured = result([10.0, 11.0])

        assert measured.held_up is None
        assert "machine_busy" not in measured.table()
        assert measured.plot().data

    def test_a_network_that_is_held_up_is_noticed(self, k: Kit, virtual_kit: Any) -> None:
        network = virtual_kit.process
        held = threading.Event()

        def hold_up() -> None:
            for _ in range(10):
                network.send_signal(signal.SIGSTOP)
                held.wait(0.02)
                network.send_signal(signal.SIGCONT)
                held.wait(0.02)

        holding = threading.Thread(target=hold_up)
        holding.start()
        measured = k.latency("agv", count=100, interval_ms=5)
        holding.join()

        model_ms = measured.table().filter(regex="^emulated_.*_ms$").sum(axis=1)
        late = measured.table()["rtt_ms"] - model_ms > 0.5
        assert measured.held_up
        assert list(late) == list(measured.table()["machine_busy"])
