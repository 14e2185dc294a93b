"""The report of an acceptance as PDF: the verdict, then each measurement with its threshold."""

from base64 import b64encode
from html import escape
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.acceptance.accepting import Outcome
from campus5g.kit_setup.acceptance.check import Check
from campus5g.kit_setup.doctor import Finding
from campus5g.kit_setup.drawing import resolved
from campus5g.language import current_language, t

STYLE = Path(__file__).with_name("report.css")


def write_report(outcome: Outcome, bundle: Path, file: Path) -> None:
    """Write the report as PDF, in the language in force.

    Args:
        outcome: of the acceptance.
        bundle: the folder of its evidence, which the report names.
        file: the PDF.

    Raises:
        CampusError: it can't be written.
    """
    from weasyprint import HTML

    page = html(outcome, bundle.name)
    try:
        HTML(string=page).write_pdf(file, pdf_ua=True)
    except OSError as error:
        raise CampusError(
            f"{file} can't be written ({error.strerror or error}).",
            "Choose another place: --report FILE.",
        ) from error


def html(outcome: Outcome, bundle: str) -> str:
    """Return the report as a page of HTML with its style embedded."""
    title = t(fr="Recette du kit 5G", en="Acceptance of the 5G kit")
    kit = outcome.kit
    kind = (
        t(fr="kit virtuel : réseau et radio émulés", en="virtual kit: emulated network and radio")
        if kit["kind"] == "virtual"
        else t(fr="kit réel", en="real kit")
    )
    parts = [
        f"<header><h1>{escape(title)}</h1>"
        f"<p>{escape(str(kit['site']))} · {escape(str(kit['name']))} · {kind}</p></header>",
        _verdict(outcome),
        _facts(outcome),
        f"<h2>{t(fr='Mesures', en='Measurements')}</h2>",
        _table([_row(check) for check in outcome.checks], with_mark=True),
        *(_figure(check) for check in outcome.checks if check.plot),
        f"<h2>{t(fr='Examen du kit', en='Findings of the doctor')}</h2>",
        _table([_finding(each) for each in outcome.findings], with_mark=False),
        f"<section><h2>{t(fr='Preuves', en='Evidence')}</h2>{_evidence(outcome, bundle)}</section>",
        f"<section><h2>{t(fr='Signatures', en='Signatures')}</h2>{_signatures()}</section>",
    ]
    style = resolved(STYLE.read_text(encoding="utf-8"))
    return (
        f"<!doctype html><html lang='{current_language()}'><head><meta charset='utf-8'>"
        f"<title>{escape(title)} {escape(str(kit['name']))}</title><style>{style}</style></head>"
        f"<body>{''.join(parts)}</body></html>"
    )


def _verdict(outcome: Outcome) -> str:
    untested = f"<p>{escape(outcome.untested)}</p>" if outcome.untested else ""
    if outcome.passed:
        text = t(
            fr="✓ Recette réussie : le kit peut être utilisé.",
            en="✓ Accepted: the kit is ready for use.",
        )
        return f"<p class='verdict passed'>{text}</p>{untested}"
    failed = sum(each.verdict == "failed" for each in outcome.checks)
    failed += sum(each.level == "failure" for each in outcome.findings)
    text = t(
        fr=f"✗ Recette non réussie : {failed} point(s) à corriger avant utilisation.",
        en=f"✗ Not accepted: {failed} point(s) to fix before use.",
    )
    return f"<p class='verdict failed'>{text}</p>{untested}"


def _facts(outcome: Outcome) -> str:
    kit, cell = outcome.kit, outcome.kit["cell"]
    minutes = (outcome.ended - outcome.began).total_seconds() / 60
    width = t(fr="MHz de large", en="MHz wide")
    rows = [
        (
            t(fr="Date", en="Date"),
            f"{outcome.began:%Y-%m-%d %H:%M} UTC ({decimal(minutes)} min)",
        ),
        (
            t(fr="Cellule", en="Cell"),
            f"{cell['band']}, ARFCN {cell['arfcn']} ({decimal(cell['centre_mhz'], 2)} MHz), "
            f"{cell['bandwidth_mhz']} {width}, {cell['scs_khz']} kHz, {cell['tdd_pattern']}",
        ),
        (t(fr="Réseau (PLMN)", en="Network (PLMN)"), str(cell["plmn"])),
        (t(fr="Cœur et gNB", en="Core and gNB"), f"{kit['core']}, {kit['gnb']}"),
        (
            t(fr="Appareils", en="Devices"),
            ", ".join(str(ue["name"]) for ue in kit["ues"]),
        ),
    ]
    return "<dl>" + "".join(f"<dt>{a}</dt><dd>{escape(b)}</dd>" for a, b in rows) + "</dl>"


def _table(rows: list[str], *, with_mark: bool) -> str:
    heads = [t(fr="Élément", en="Item"), t(fr="Résultat", en="Result")]
    if with_mark:
        heads.append(t(fr="Seuil", en="Threshold"))
    heads.append(t(fr="État", en="State"))
    cells = "".join(f"<th scope='col'>{head}</th>" for head in heads)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(check: Check) -> str:
    states = {
        "passed": ("passed", t(fr="✓ réussi", en="✓ passed")),
        "failed": ("failed", t(fr="✗ échec", en="✗ failed")),
        "not tested": ("open", t(fr="– non testé", en="– not tested")),
    }
    look, state = states[check.verdict]
    step = f"<br><span class='step'>{escape(check.step)}</span>" if check.step else ""
    measured = "<br>".join(escape(line) for line in check.measured.split("; "))
    return (
        f"<tr><th scope='row'>{escape(check.title)}</th><td>{measured}{step}</td>"
        f"<td class='mark'>{escape(check.mark)}</td><td class='state {look}'>{state}</td></tr>"
    )


def _finding(finding: Finding) -> str:
    states = {
        "ok": ("passed", t(fr="✓ bon", en="✓ good")),
        "warning": ("open", t(fr="! à voir", en="! check")),
        "failure": ("failed", t(fr="✗ panne", en="✗ fault")),
    }
    look, state = states[finding.level]
    more = "".join(f"<br>{escape(line)}" for line in (finding.cause, finding.step) if line)
    return (
        f"<tr><th scope='row'>{escape(finding.subject)}</th>"
        f"<td>{escape(finding.detail)}{more}</td><td class='state {look}'>{state}</td></tr>"
    )


def _figure(check: Check) -> str:
    title = escape(check.title)
    source = "data:image/svg+xml;base64," + b64encode(check.plot.encode()).decode()
    return f"<h3>{title}</h3><figure><img src='{source}' alt='{title}'></figure>"


def _evidence(outcome: Outcome, bundle: str) -> str:
    names = ", ".join(dict.fromkeys(name for each in outcome.checks for name in each.evidence))
    key = str(outcome.kit["gateway"]["key_id"])
    text = t(
        fr=f"Chaque mesure est signée par la passerelle du kit (clé {key}) : {names}. Débits "
        "d’iperf3, écarts d’horloge et retours après coupure sont notés, non signés.",
        en=f"The kit's gateway has signed each measurement (key {key}): {names}. iperf3's rates, "
        "clock offsets and recoveries are noted, not signed.",
    )
    check = t(fr="Pour vérifier :", en="To verify:")
    digest = t(fr="SHA-256 de acceptance.json :", en="SHA-256 of acceptance.json:")
    command = f"campus5g evidence verify {escape(bundle)}"
    return (
        f"<p>{escape(text)}</p><p>{check} <code>{command}</code></p>"
        f"<p>{digest} <code>{outcome.digest}</code></p>"
    )


def _signatures() -> str:
    """Return the fields for signatures: of who accepted the kit, and of who takes it over."""
    who = (
        t(fr="Recette faite par", en="Accepted by"),
        t(fr="Kit remis à", en="Handed over to"),
    )
    lines = (
        t(fr="Nom", en="Name"),
        t(fr="Date", en="Date"),
        t(fr="Signature", en="Signature"),
    )
    rooms = "".join(f"<p class='line'>{line}</p>" for line in lines)
    return (
        "<div class='signatures'>"
        + "".join(f"<div><h3>{each}</h3>{rooms}</div>" for each in who)
        + "</div>"
    )
