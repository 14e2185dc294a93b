"""The profile at the end of the test, as HTML: words and a table, no grade."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from html import escape

from campus5g.courseware.positioning.kept import Positioning, Standing, Step
from campus5g.courseware.positioning.model import STATE_OF, Verdict
from campus5g.courseware.positioning.plan import Destination, Domain, Plan
from campus5g.courseware.quiz.feedback import Line, feedback_lines, verdict
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import Item
from campus5g.courseware.quiz.table import table_html
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

# Below this certainty, the profile suggests a word with the trainer.
_SURE_ENOUGH = 0.7

_MARKS: Mapping[Verdict, str] = {"take": "○", "skim": "◐", "skip": "●"}

_BEFORE_SIGN = re.compile(r" (?=[:;?!»])|(?<=«) |(?<=\d) (?=min\b)")

# Returns the address of a module's page; None if the learner does not have it.
Address = Callable[[str], str | None]


def skim_minutes(minutes: int) -> int:
    """Return the time to skim a module: a third of it, rounded to five minutes."""
    return max(5, 5 * round(minutes / 15))


def path_minutes(plan: Plan, record: Positioning) -> int:
    """Return the duration of the recommended path, its end included."""
    verdicts = {each.domain: each.verdict for each in record.result}
    modules = sum(_minutes(each, verdicts.get(each.id, "take")) for each in plan.domains)
    return modules + plan.end.minutes


def _minutes(domain: Domain, verdict: Verdict) -> int:
    if verdict == "skip":
        return 0
    return domain.minutes if verdict == "take" else skim_minutes(domain.minutes)


def profile_html(plan: Plan, record: Positioning, address: Address) -> str:
    """Return the date and duration, the table of domains, and the recommended path."""
    return _unbroken(
        f'<h3 tabindex="-1" data-first>{_WORDS.text("profile", "head")}</h3>'
        f"<p>{escape(_facts(record))}</p>"
        f"<p>{escape(_lead(record))}</p>"
        f"{_table(record)}"
        f"<h3>{_WORDS.text('path', 'head')}</h3>"
        f"{_way(plan, record, address)}"
    )


def reasons_html(items: Mapping[str, Item], plan: Plan, record: Positioning) -> str:
    """Return the questions that were asked, domain by domain, with the reasons."""
    blocks = []
    for domain in plan.domains:
        steps = [
            step
            for step in record.steps
            if step.item in items and items[step.item].part == domain.id
        ]
        rows = "".join(_reason(items[step.item], step) for step in steps)
        blocks.append(
            f"<details><summary>{escape(str(domain.skill))}</summary><ol>{rows}</ol></details>"
        )
    return _unbroken(f"<h3>{_WORDS.text('reasons', 'head')}</h3>{''.join(blocks)}")


def _facts(record: Positioning) -> str:
    ended = datetime.fromisoformat(record.finished or record.started or "1970-01-01T00:00+00:00")
    day = ended.astimezone()
    date = t(fr=f"{day:%d/%m/%Y}", en=f"{day.day} {day:%B %Y}")
    return _WORDS.text(
        "profile", "facts", date=date, minutes=record.minutes, count=len(record.steps)
    )


def _lead(record: Positioning) -> str:
    known = sum(each.verdict == "skip" for each in record.result)
    new = sum(each.verdict == "take" for each in record.result)
    if known == len(record.result):
        return _WORDS.text("lead", "knows-all")
    if new == len(record.result):
        return _WORDS.text("lead", "all-new")
    return _WORDS.text("lead", "knows-some")


def _table(record: Positioning) -> str:
    unsure = any(map(_to_confirm, record.result))
    return table_html(
        _WORDS.text("profile", "caption"), _WORDS.list("heads"), map(_row, record.result)
    ) + (f"<p>{_WORDS.text('profile', 'unsure')}</p>" if unsure else "")


def _row(standing: Standing) -> str:
    star = " *" if _to_confirm(standing) else ""
    return (
        f'<tr><th scope="row">{escape(str(standing.skill))}</th>'
        f'<td><span aria-hidden="true">{_MARKS[standing.verdict]} </span>'
        f"{_WORDS.text('standing', standing.verdict)}{star}</td>"
        f"<td>{_WORDS.text('advice', standing.verdict)}</td></tr>"
    )


def _to_confirm(standing: Standing) -> bool:
    return float(getattr(standing, STATE_OF[standing.verdict])) < _SURE_ENOUGH


def _way(plan: Plan, record: Positioning, address: Address) -> str:
    verdicts = {each.domain: each.verdict for each in record.result}
    taken = [each for each in plan.domains if verdicts.get(each.id) != "skip"]
    passed = [each for each in plan.domains if verdicts.get(each.id) == "skip"]
    rows = "".join(_stage(each, verdicts.get(each.id, "take"), address) for each in taken)
    end = _WORDS.text("path", "end", minutes=plan.end.minutes)
    rows += f"<li>{_linked(plan.end, address)}{_colon()}{end}</li>"
    whole = sum(each.minutes for each in plan.domains) + plan.end.minutes
    mine = path_minutes(plan, record)
    time = (
        _WORDS.text("path", "shorter", mine=mine, whole=whole)
        if mine < whole
        else _WORDS.text("path", "whole", mine=mine)
    )
    return (
        f"<ol>{rows}</ol><p>{time}</p>{_skim_note(taken, verdicts)}{_passed_note(passed, address)}"
    )


def _stage(domain: Domain, verdict: Verdict, address: Address) -> str:
    minutes = _minutes(domain, verdict)
    way = "take" if verdict == "take" else "skim"
    advice = _WORDS.text("stage", way, minutes=minutes)
    return f"<li>{_linked(domain, address)}{_colon()}{advice}</li>"


def _skim_note(taken: Iterable[Domain], verdicts: Mapping[str, Verdict]) -> str:
    if not any(verdicts.get(each.id) == "skim" for each in taken):
        return ""
    return f"<p>{_WORDS.text('path', 'skim')}</p>"


def _passed_note(passed: Iterable[Domain], address: Address) -> str:
    links = ", ".join(_linked(each, address) for each in passed)
    if not links:
        return ""
    return f"<p>{_WORDS.text('path', 'skip', links=links)}</p>"


def _linked(destination: Destination, address: Address) -> str:
    title, link = escape(str(destination.title)), address(destination.module)
    return f'<a href="{escape(link)}">{title}</a>' if link else f"<strong>{title}</strong>"


def _reason(item: Item, step: Step) -> str:
    lines = feedback_lines(item, step.answer, step.share) if step.answer is not None else []
    return (
        f"<li><p><strong>{escape(str(item.prompt))}</strong></p>"
        f"<p>{_reply(step)}</p>{_lines(lines)}{_expected(item) if step.share < 1 else ''}</li>"
    )


def _reply(step: Step) -> str:
    if step.answer is None:
        return _WORDS.text("reasons", "unsure")
    return _WORDS.text("answer", verdict(step.share))


def _expected(item: Item) -> str:
    if item.key is None:
        return ""
    lines = feedback_lines(item, right_answer(item.key), 1.0)
    alone = _bare_answer(item) if not any(line.about for line in lines) else ""
    return f"<p>{_WORDS.text('reasons', 'expected')}{escape(alone)}</p>{_lines(lines)}"


def _bare_answer(item: Item) -> str:
    """The answer in words, of a question that has no choices to name."""
    if item.kind == "numeric":
        value = f"{item.answer:g}"
        return f" {t(fr=value.replace('.', ','), en=value)} {item.unit}"
    return f" {item.answer[0]}" if item.kind == "text" and item.answer else ""


def _lines(lines: Iterable[Line]) -> str:
    rows = "".join(
        f"<li>{f'<em>{escape(line.about)}</em>{_colon()}' if line.about else ''}"
        f"{escape(line.text)}</li>"
        for line in lines
        if line.text
    )
    return f"<ul>{rows}</ul>" if rows else ""


def _colon() -> str:
    return t(fr=" : ", en=": ")


def _unbroken(html: str) -> str:
    """Keep signs of punctuation and units with the word before them."""
    return _BEFORE_SIGN.sub("\N{NO-BREAK SPACE}", html)
