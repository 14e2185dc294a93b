"""Compute the round trips that the explorer of a command's delay shows, and write them.

python tests/courseware/explorers/recording/record_round_trips.py
"""

import json

from campus5g.courseware.explorers.essentials.where_time_goes.recorded import (
    ROUND_TRIPS_FILE,
    compute_all,
)

if __name__ == "__main__":
    ROUND_TRIPS_FILE.write_text(json.dumps(compute_all(), indent=1) + "\n", encoding="utf-8")
