"""What a vehicle and its fleet control write to each other: messages of VDA 5050, version 2.1.

A state of the vehicle (6.10) is due at every event, and at least every 30 s; its motion (topic
visualization, 6.11) may come more often. How long a message is depends on its content: here a
vehicle with a load, on an order of some nodes, which reports as the virtual kit's vehicle does.
"""

import json
from typing import Any

NODES_AHEAD = 6
"""Nodes of the order that the vehicle still has before it."""

STATE_PERIOD_S = 1.0
MOTION_PERIOD_S = 0.2
"""While it drives, as the virtual kit's vehicle (`campus5g.virtualkit.robot.vda5050`)."""

_HEADER = {
    "headerId": 41_207,
    "timestamp": "2026-01-20T21:40:03.123Z",
    "version": "2.1.0",
    "manufacturer": "campus",
    "serialNumber": "agv-4",
}
_MOTION = {
    "agvPosition": {
        "x": 112.4637,
        "y": -38.0214,
        "theta": 1.57124,
        "mapId": "hall",
        "positionInitialized": True,
        "localizationScore": 0.94,
    },
    "velocity": {"vx": 1.1984, "vy": 0.0, "omega": 0.0213},
}


def state_message(nodes_ahead: int = NODES_AHEAD) -> dict[str, Any]:
    """Return a state of a vehicle that drives with a load."""
    first = 14
    return {
        **_HEADER,
        "orderId": "anodes-2026-01-20-0318",
        "orderUpdateId": 2,
        "lastNodeId": "oven-12",
        "lastNodeSequenceId": first,
        "nodeStates": [
            {"nodeId": f"aisle-{at}", "sequenceId": first + 2 * at, "released": at < 4}
            for at in range(1, nodes_ahead + 1)
        ],
        "edgeStates": [
            {"edgeId": f"lane-{at}", "sequenceId": first + 2 * at - 1, "released": at < 4}
            for at in range(1, nodes_ahead + 1)
        ],
        "driving": True,
        "paused": False,
        "newBaseRequest": False,
        "actionStates": [
            {"actionId": "pick-0318", "actionType": "pick", "actionStatus": "FINISHED"},
            {"actionId": "drop-0318", "actionType": "drop", "actionStatus": "WAITING"},
        ],
        "batteryState": {"batteryCharge": 71.5, "charging": False},
        "operatingMode": "AUTOMATIC",
        "errors": [],
        "information": [],
        "loads": [{"loadId": "tray-88", "loadType": "anodes", "weight": 8000}],
        "safetyState": {"eStop": "NONE", "fieldViolation": False},
        **_MOTION,
    }


def motion_message() -> dict[str, Any]:
    """Return a message of the topic visualization."""
    return {**_HEADER, **_MOTION}


def size_bytes(message: dict[str, Any]) -> int:
    """Return the length of a message as it is sent: JSON without blanks."""
    return len(json.dumps(message, separators=(",", ":")).encode())
