"""The gateway's API as Markdown, from the OpenAPI that a running gateway serves."""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import httpx

HOUSE = Path(__file__).parents[2]
INVENTORY = HOUSE / "kit-setup" / "kits" / "virtual.yaml"
METHODS = ("get", "post", "put", "patch", "delete")


def gateway_reference() -> str:
    """Return every call of the gateway, grouped by tag, and every model that calls exchange."""
    described = _served_openapi()
    return "\n".join([*_calls(described), *_models(described)])


def _served_openapi() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as data:
        gateway = subprocess.Popen(
            [
                *(sys.executable, "-m", "campus5g.gateway", "--inventory", str(INVENTORY)),
                *("--host", "127.0.0.1", "--port", "0"),
            ],
            env={**os.environ, "CAMPUS5G_TOKEN": secrets.token_hex(16), "CAMPUS5G_DATA": data},
            stdout=subprocess.PIPE,
            text=True,
        )
        with gateway:
            url = json.loads(_line(gateway.stdout))["url"]
            described: dict[str, Any] = httpx.get(f"{url}/openapi.json").json()
            gateway.terminate()
    return described


def _line(stream: IO[str] | None) -> str:
    return stream.readline() if stream else ""


def _calls(described: dict[str, Any]) -> Iterator[str]:
    by_tag: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, operations in described["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                tag = operation.get("tags", ["other"])[0]
                by_tag.setdefault(tag, []).append((method, path, operation))
    for tag, calls in by_tag.items():
        yield f"## {tag.capitalize()}\n"
        for method, path, operation in calls:
            yield from _call(method.upper(), path, operation)


def _call(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"### `{method} {path}`\n"
    yield f"{operation.get('description') or operation.get('summary', '')}\n"
    for parameter in operation.get("parameters", []):
        yield f"- *{parameter['in']}* `{parameter['name']}`: {_type(parameter['schema'])}"
    body = operation.get("requestBody", {}).get("content", {})
    for schema in (each["schema"] for each in body.values() if "schema" in each):
        yield f"- *body*: {_type(schema)}"
    answers = operation.get("responses", {})
    for status, answer in answers.items():
        if int(status) < 400:
            yield f"- *{status}*: {_answer(answer)}"
    if refusals := sorted(status for status in answers if int(status) >= 400):
        yield f"- *refused with* {', '.join(refusals)}"
    yield ""


def _answer(answer: dict[str, Any]) -> str:
    kinds = [
        f"{_type(content['schema'])} (`{media}`)" if content.get("schema") else f"`{media}`"
        for media, content in answer.get("content", {}).items()
    ]
    return " or ".join(kinds) or answer.get("description", "")


def _models(described: dict[str, Any]) -> Iterator[str]:
    yield "## Models\n"
    for name, model in sorted(described["components"]["schemas"].items()):
        yield f"### {_shown(name)} {{ #{_anchor(name)} }}\n"
        yield f"{_paragraph(model.get('description', ''))}\n"
        if "enum" in model:
            yield f"One of {', '.join(f'`{each}`' for each in model['enum'])}.\n"
        if properties := model.get("properties"):
            required = set(model.get("required", []))
            yield "| field | type | |\n|---|---|---|"
            for field, schema in properties.items():
                need = "" if field in required else "optional. "
                said = _paragraph(schema.get("description", "")).replace("|", "\\|")
                yield f"| `{field}` | {_type(schema)} | {need}{said} |"
            yield ""


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{_shown(name)}](#{_anchor(name)})"
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(_type(each) for each in schema[choice]))
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'])}"
    return f"{schema.get('type', 'any')}{_bounds(schema)}"


def _bounds(schema: dict[str, Any]) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    bounds = [f"{sign} {schema[key]}" for key, sign in signs.items() if key in schema]
    return f" {', '.join(bounds)}" if bounds else ""


def _shown(name: str) -> str:
    """Pydantic names a model that exists twice by its module: the last part says enough."""
    return name.rpartition("__")[2].replace("_", " ")


def _anchor(name: str) -> str:
    return "model-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _paragraph(text: str) -> str:
    return " ".join(text.split("Attributes:")[0].split())
