"""The policy of a kit, as a notebook sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.showing.numbers import decimal
from campus5g.language import t

APPLY_S = 45.0
"""Devices that deregister and register again."""


@dataclass(frozen=True)
class FlowState:
    """A flow of the policy, and what the gNB has made of it."""

    name: str
    ue: str
    qfi: int
    admitted: bool | None
    share: float | None

    @property
    def outcome(self) -> str:
        """What the gNB has made of it, in a word."""
        if self.admitted is None:
            return t(fr="en veille", en="idle")
        return t(fr="admis", en="admitted") if self.admitted else t(fr="refusé", en="refused")


class AppliedPolicy:
    """The policy in force: its values, and its flows with their QFI.

    Args:
        state: the gateway's answer.
    """

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.values: dict[str, Any] | None = state["policy"]
        """The policy as in its file; None where the kit has none of its own."""
        self.guaranteed_room: float | None = state["guaranteed_room"]
        """The part of the carrier, 0 to 1, that guaranteed rates may take in all."""
        self.flows = tuple(FlowState(**flow) for flow in state["flows"])

    @property
    def yaml(self) -> str:
        """The policy as a file has it."""
        import yaml

        return yaml.safe_dump(self.values, sort_keys=False, allow_unicode=True)

    def _rows(self) -> list[tuple[str, ...]]:
        rules = {rule["name"]: rule for rule in (self.values or {}).get("flows", [])}
        return [
            (
                flow.name,
                flow.ue,
                str(flow.qfi),
                str(rules[flow.name]["five_qi"]),
                _rate(rules[flow.name]["gbr_kbps"]),
                "" if flow.share is None else f"{decimal(100 * flow.share)} %",
                flow.outcome,
            )
            for flow in self.flows
        ]

    def _repr_html_(self) -> str:
        if not self.flows:
            return f"<p>{escape(repr(self))}</p>"
        head = "".join(f"<th scope='col'>{escape(title)}</th>" for title in _titles())
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in row) + "</tr>"
            for row in self._rows()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def __repr__(self) -> str:
        if not self.flows:
            return t(
                fr="Aucun flux à part : tout passe par le flux par défaut de chaque session.",
                en="No flow of its own: everything uses each session's default flow.",
            )
        return "\n".join(" · ".join(filter(None, row)) for row in [_titles(), *self._rows()])


def policy(
    connection: GatewayConnection, wanted: Mapping[str, Any] | str | Path | None
) -> AppliedPolicy:
    """Return the policy in force, or apply another and return once it is in force.

    Raises:
        KitError: the kit is real, or the policy contradicts itself or does not fit the kit.
        PolicyError: the file can't be read or is not a policy.
    """
    if wanted is None:
        return AppliedPolicy(connection.call("GET", "/policy"))
    if isinstance(wanted, Path):
        from campus5g.inventory import load_policy

        values: object = load_policy(wanted).model_dump(mode="json")
    else:
        values = _parsed(wanted) if isinstance(wanted, str) else dict(wanted)
    return AppliedPolicy(connection.call("PUT", "/policy", values, timeout_s=APPLY_S))


def _parsed(text: str) -> object:
    import yaml

    try:
        return yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise KitError(
            t(
                fr=f"Ligne {line} : ce n’est pas du YAML.",
                en=f"Line {line}: this is not YAML.",
            ),
            t(fr="Vérifiez les retraits et les deux-points.", en="Check indents and colons."),
        ) from error


def _titles() -> tuple[str, ...]:
    return (
        t(fr="flux", en="flow"),
        t(fr="équipement", en="device"),
        "QFI",
        "5QI",
        t(fr="garanti", en="guaranteed"),
        t(fr="part de la cellule", en="share of the cell"),
        t(fr="décision du gNB", en="the gNB's decision"),
    )


def _rate(kbps: int | None) -> str:
    return "" if kbps is None else f"{decimal(kbps / 1000)} Mbit/s"
