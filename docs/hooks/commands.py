"""The command reference: what `--help` prints of every command, as one page."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import typer

_APPS = {"autograder": "autograder.cli", "campus5g": "campus5g.commands.main"}


def command_reference(program: str) -> str:
    """Return the commands of a program of ours as Markdown, one section each."""
    app = import_module(_APPS[program]).app
    return "\n".join(_sections(typer.main.get_command(app), program))


def _sections(command: Any, name: str) -> Iterator[str]:
    yield f"## {name}\n" if " " not in name else f"### {name}\n"
    yield f"{_prose(command.help)}\n"
    nested = getattr(command, "commands", {})
    if not nested:
        yield f"```text\n{_usage(command, name)}\n```\n"
        yield from _table(command)
        if command.epilog:
            yield f"{_examples(command.epilog)}\n"
    for word, each in nested.items():
        if not each.hidden:
            yield from _sections(each, f"{name} {word}")


def _usage(command: Any, name: str) -> str:
    words = [name, "[OPTIONS]"]
    for parameter in _arguments(command):
        metavar = parameter.name.upper()
        if parameter.nargs == -1:
            metavar += "..."
        words.append(metavar if parameter.required else f"[{metavar}]")
    return " ".join(words)


def _table(command: Any) -> Iterator[str]:
    rows = [
        *((f"`{each.name.upper()}`", _help(each)) for each in _arguments(command)),
        *((_names(each), _help(each)) for each in _options(command)),
    ]
    if rows:
        yield "| | |\n|---|---|"
        yield from (f"| {name} | {text} |" for name, text in rows)
        yield ""


def _arguments(command: Any) -> list[Any]:
    return [each for each in command.params if each.param_type_name == "argument"]


def _options(command: Any) -> list[Any]:
    return [
        each for each in command.params if each.param_type_name == "option" and each.name != "help"
    ]


def _names(option: Any) -> str:
    return ", ".join(f"`{each}`" for each in [*option.opts, *option.secondary_opts])


def _help(parameter: Any) -> str:
    text = _prose(parameter.help or "").replace("|", "\\|").replace("\n", " ")
    if getattr(parameter, "multiple", False):
        text += " May be given more than once."
    default = parameter.default
    plain = isinstance(default, str | int | float) and not isinstance(default, bool)
    return f"{text} Default: `{default}`." if plain and default != "" else text


def _prose(text: str | None) -> str:
    """Return help text as Markdown: Rich's markup is dropped, brackets stay as they are."""
    plain = re.sub(r"\[/?(?:bold|dim|red|green|yellow|cyan)[^\]]*\]", "", text or "")
    return plain.replace("\\[", "[").replace("[", "\\[").replace("<", "&lt;").strip()


def _examples(epilog: str) -> str:
    _, _, commands = epilog.partition(":")
    lines = "\n".join(each.strip() for each in commands.split(" · "))
    return f"```text\n{lines}\n```"
