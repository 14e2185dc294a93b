"""What a statement of xAPI 1.0.3 must be, as far as ours go: written from part 2 of the standard.

Section numbers are those of "Part Two: Experience API (xAPI) Data".
"""

from typing import Any

_ADDRESS = {"type": "string", "pattern": r"^https?://[^\s]+$"}
_IRI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[^\s]+$"}

# 2.4.2.4: an account is named by the address of its system, which can be looked up.
_ACCOUNT = {
    "type": "object",
    "properties": {"homePage": _ADDRESS, "name": {"type": "string", "minLength": 1}},
    "required": ["homePage", "name"],
    "additionalProperties": False,
}
# 2.4.4.1: an activity is named by an IRI.
_ACTIVITY = {
    "type": "object",
    "properties": {"id": _IRI, "objectType": {"const": "Activity"}},
    "required": ["id"],
    "additionalProperties": False,
}
# 2.4.5.1
_SCORE = {
    "type": "object",
    "properties": {
        "scaled": {"type": "number", "minimum": -1, "maximum": 1},
        "raw": {"type": "number"},
        "min": {"type": "number"},
        "max": {"type": "number"},
    },
    "additionalProperties": False,
}

STATEMENT: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        # 2.4.1
        "id": {"type": "string", "pattern": r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "actor": {
            "type": "object",
            "properties": {"account": _ACCOUNT, "objectType": {"const": "Agent"}},
            "required": ["account"],
            "additionalProperties": False,
        },
        # 2.4.3
        "verb": {
            "type": "object",
            "properties": {"id": _IRI},
            "required": ["id"],
            "additionalProperties": False,
        },
        "object": _ACTIVITY,
        "result": {
            "type": "object",
            "properties": {
                "score": _SCORE,
                "success": {"type": "boolean"},
                # 4.3: the keys of extensions are IRIs.
                "extensions": {"type": "object", "propertyNames": _IRI},
            },
            "additionalProperties": False,
        },
        # 2.4.6.2
        "context": {
            "type": "object",
            "properties": {
                "contextActivities": {
                    "type": "object",
                    "properties": {"grouping": {"type": "array", "items": _ACTIVITY}},
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
        # 4.5: ISO 8601, here always with a zone.
        "timestamp": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
        },
    },
    "required": ["id", "actor", "verb", "object", "timestamp"],
    "additionalProperties": False,
}
