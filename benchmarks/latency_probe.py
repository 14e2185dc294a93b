"""Our STAMP probe beside irtt on the same path: do they measure the same?

``.venv/bin/python benchmarks/latency_probe.py [--json]``. The two take turns on one virtual kit, so
that both see the same network and the same load; their medians should lie within 2 %.
"""

import argparse
import json
import statistics
import sys

from campus5g.kit import connect
from campus5g.kit.starting.private import start_private_kit

TURNS = 6
PROBES = 400
INTERVAL_MS = 7.0
"""No divisor of the scheduling request period: every phase of it gets its share."""
SIZE_BYTES = 64
TARGET = 0.02


def main() -> int:
    """Measure and print; the exit code says whether they agree."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print data")
    as_json = parser.parse_args().json
    rtts: dict[str, list[float]] = {"stamp": [], "irtt": []}
    with start_private_kit(seed=1) as running, connect(url=running.url, token=running.token) as kit:
        for _ in range(TURNS):
            for via, found in rtts.items():
                found += kit.latency(
                    "camera",
                    count=PROBES,
                    interval_ms=INTERVAL_MS,
                    size_bytes=SIZE_BYTES,
                    via=via,  # type: ignore[arg-type]
                ).rtts_ms
    medians = {via: statistics.median(found) for via, found in rtts.items()}
    apart = abs(medians["stamp"] / medians["irtt"] - 1)
    if as_json:
        counts = {via: len(found) for via, found in rtts.items()}
        print(json.dumps({"median_ms": medians, "count": counts, "apart": apart, "target": TARGET}))
    else:
        for via, median in medians.items():
            print(f"{via:6} median {median:7.3f} ms of {len(rtts[via])} round trips")
        print(f"apart  {apart:.2%} (target: at most {TARGET:.0%})")
    return 0 if apart <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
