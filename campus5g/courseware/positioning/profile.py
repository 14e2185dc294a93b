"""The profile at the end of the test, as HTML: words and a table, no grade."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from html import escape

from campus5g.courseware.positioning.kept import Positioning, Standing, Step
from campus5g.courseware.positioning.model import STATES, Verdict
from campus5g.courseware.positioning.plan import Destination, Domain, Plan
from campus5g.courseware.quiz.feedback import Line, told
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import Item
from campus5g.language import t

# Below this the verdict is said to be worth a word with the trainer.
_SURE_ENOUGH = 0.7

_STATE_OF: Mapping[Verdict, str] = dict(zip(("take", "skim", "skip"), STATES, strict=True))
_MARKS: Mapping[Verdict, str] = {"take": "○", "skim": "◐", "skip": "●"}

_BEFORE_SIGN = re.compile(r" (?=[:;?!»])|(?<=«) |(?<=\d) (?=min\b)")

# Gives the address of a module's page; None where the learner has no such page.
Address = Callable[[str], str | None]


def skim_minutes(minutes: int) -> int:
    """Return what it takes to skim a module: a third of it, to five minutes."""
    return max(5, 5 * round(minutes / 15))


def path_minutes(plan: Plan, record: Positioning) -> int:
    """Return how long the recommended path takes, its end included."""
    verdicts = {each.domain: each.verdict for each in record.result}
    modules = sum(_minutes(each, verdicts.get(each.id, "take")) for each in plan.domains)
    return modules + plan.end.minutes


def _minutes(domain: Domain, verdict: Verdict) -> int:
    if verdict == "skip":
        return 0
    return domain.minutes if verdict == "take" else skim_minutes(domain.minutes)


def profile_html(plan: Plan, record: Positioning, address: Address) -> str:
    """Return when and how long, the table of domains, and the recommended path."""
    head = t(fr="Votre profil", en="Your profile")
    way = t(fr="Votre parcours", en="Your path")
    return _unbroken(
        f'<h3 tabindex="-1" data-first>{head}</h3>'
        f"<p>{escape(_facts(record))}</p>"
        f"<p>{escape(_lead(record))}</p>"
        f"{_table(record)}"
        f"<h3>{way}</h3>"
        f"{_way(plan, record, address)}"
    )


def reasons_html(items: Mapping[str, Item], plan: Plan, record: Positioning) -> str:
    """Return the questions that were asked, domain by domain, with the reasons."""
    head = t(fr="Vos réponses, et les raisons", en="Your answers, and the reasons")
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
    return _unbroken(f"<h3>{head}</h3>{''.join(blocks)}")


def _facts(record: Positioning) -> str:
    ended = datetime.fromisoformat(record.finished or record.started or "1970-01-01T00:00+00:00")
    day = ended.astimezone()
    number = len(record.steps)
    return t(
        fr=f"Positionnement du {day:%d/%m/%Y} · {record.minutes} min · {number} questions",
        en=f"Positioning test of {day.day} {day:%B %Y} · {record.minutes} min · {number} questions",
    )


def _lead(record: Positioning) -> str:
    known = sum(each.verdict == "skip" for each in record.result)
    new = sum(each.verdict == "take" for each in record.result)
    if known == len(record.result):
        return t(
            fr="Vous connaissez déjà l’essentiel. Passez directement au bilan du cours.",
            en="You already know the essentials. Go straight to the course’s assessment.",
        )
    if new == len(record.result):
        return t(
            fr="Presque tout sera nouveau : le cours est fait pour cela, et ne demande rien avant.",
            en="Nearly all of it will be new: that is what the course is for, and it requires "
            "no prior knowledge.",
        )
    return t(
        fr="Vous avez déjà des repères. Le parcours ci-dessous laisse de côté ce que vous savez.",
        en="You already know your way around. The path below leaves out what you know.",
    )


def _standing_words(verdict: Verdict) -> str:
    return {
        "take": t(fr="à découvrir", en="to discover"),
        "skim": t(fr="en partie connu", en="partly known"),
        "skip": t(fr="connu", en="known"),
    }[verdict]


def _advice_words(verdict: Verdict) -> str:
    return {
        "take": t(fr="suivre", en="take"),
        "skim": t(fr="parcourir", en="skim"),
        "skip": t(fr="passer", en="skip"),
    }[verdict]


def _table(record: Positioning) -> str:
    heads = (
        t(fr="Domaine", en="Subject"),
        t(fr="Où vous en êtes", en="Where you stand"),
        t(fr="Le module", en="The module"),
    )
    unsure = any(map(_to_confirm, record.result))
    note = t(
        fr="* Vos réponses ne suffisent pas à trancher : parlez-en avec votre formateur.",
        en="* Your answers do not settle this one: talk it over with your trainer.",
    )
    head_cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f"<table><caption>{t(fr='Domaine par domaine', en='Subject by subject')}</caption>"
        f"<thead><tr>{head_cells}</tr></thead>"
        f"<tbody>{''.join(map(_row, record.result))}</tbody></table>"
        + (f"<p>{note}</p>" if unsure else "")
    )


def _row(standing: Standing) -> str:
    star = " *" if _to_confirm(standing) else ""
    return (
        f'<tr><th scope="row">{escape(str(standing.skill))}</th>'
        f'<td><span aria-hidden="true">{_MARKS[standing.verdict]} </span>'
        f"{_standing_words(standing.verdict)}{star}</td>"
        f"<td>{_advice_words(standing.verdict)}</td></tr>"
    )


def _to_confirm(standing: Standing) -> bool:
    return float(getattr(standing, _STATE_OF[standing.verdict])) < _SURE_ENOUGH


def _way(plan: Plan, record: Positioning, address: Address) -> str:
    verdicts = {each.domain: each.verdict for each in record.result}
    taken = [each for each in plan.domains if verdicts.get(each.id) != "skip"]
    passed = [each for each in plan.domains if verdicts.get(each.id) == "skip"]
    rows = "".join(_stage(each, verdicts.get(each.id, "take"), address) for each in taken)
    end = t(fr="le bilan du cours", en="the course’s assessment")
    rows += f"<li>{_linked(plan.end, address)}{_colon()}{plan.end.minutes} min, {end}</li>"
    whole = sum(each.minutes for each in plan.domains) + plan.end.minutes
    mine = path_minutes(plan, record)
    time = t(fr=f"En tout environ {mine} min", en=f"About {mine} min in all")
    if mine < whole:
        time += t(fr=f", au lieu de {whole} min", en=f", instead of {whole} min")
    return (
        f"<ol>{rows}</ol><p>{time}.</p>{_skim_note(taken, verdicts)}{_passed_note(passed, address)}"
    )


def _stage(domain: Domain, verdict: Verdict, address: Address) -> str:
    minutes = _minutes(domain, verdict)
    advice = (
        t(fr=f"{minutes} min, en entier", en=f"{minutes} min, all of it")
        if verdict == "take"
        else t(fr=f"{minutes} min, à parcourir", en=f"{minutes} min, to skim")
    )
    return f"<li>{_linked(domain, address)}{_colon()}{advice}</li>"


def _skim_note(taken: Iterable[Domain], verdicts: Mapping[str, Verdict]) -> str:
    if not any(verdicts.get(each.id) == "skim" for each in taken):
        return ""
    note = t(
        fr="Parcourir : essayez les explorateurs, lisez ce que cela veut dire sur le terrain, "
        "puis faites le quiz final.",
        en="To skim: try the explorers, read what it means on the floor, then take the final quiz.",
    )
    return f"<p>{note}</p>"


def _passed_note(passed: Iterable[Domain], address: Address) -> str:
    links = ", ".join(_linked(each, address) for each in passed)
    if not links:
        return ""
    head = t(fr="Vous pouvez passer", en="You may skip")
    note = t(fr="Le bilan du cours le confirmera.", en="The course’s assessment will confirm it.")
    return f"<p>{head}{_colon()}{links}. {note}</p>"


def _linked(destination: Destination, address: Address) -> str:
    title, there = escape(str(destination.title)), address(destination.module)
    return f'<a href="{escape(there)}">{title}</a>' if there else f"<strong>{title}</strong>"


def _reason(item: Item, step: Step) -> str:
    lines = told(item, step.answer, step.share) if step.answer is not None else []
    return (
        f"<li><p><strong>{escape(str(item.prompt))}</strong></p>"
        f"<p>{_said(step)}</p>{_lines(lines)}{_expected(item) if step.share < 1 else ''}</li>"
    )


def _said(step: Step) -> str:
    if step.answer is None:
        return t(fr="Vous avez dit : je ne sais pas.", en="You said: I don’t know.")
    if step.share >= 1:
        return t(fr="C’est juste.", en="That is right.")
    if step.share > 0:
        return t(fr="C’est juste en partie.", en="That is partly right.")
    return t(fr="Ce n’est pas cela.", en="That is not it.")


def _expected(item: Item) -> str:
    if item.key is None:
        return ""
    head = t(fr="Il fallait répondre :", en="The answer is:")
    lines = told(item, right_answer(item.key), 1.0)
    alone = _bare_answer(item) if not any(line.about for line in lines) else ""
    return f"<p>{head}{escape(alone)}</p>{_lines(lines)}"


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
