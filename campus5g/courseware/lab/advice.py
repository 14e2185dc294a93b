"""What to look at when Python stops: a sentence under its error, for whom Python is new."""

import os
from typing import Any

from campus5g.errors import CampusError
from campus5g.language import t

GIVES_ADVICE = (Exception,)


def plain_errors() -> None:
    """Show the notebook's errors in one line, without a traceback, and advice under them.

    Decimal numbers are shown no longer than they need. Does nothing outside of a notebook. A
    graded notebook keeps the shell's own ways: nobody is there to be advised, and a check reads
    the numbers.
    """
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    shell.InteractiveTB.set_mode("Minimal")
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        shell.set_custom_exc(GIVES_ADVICE, _Adviser().show)
    if "NBGRADER_EXECUTION" not in os.environ:
        from campus5g.courseware.lab.plain_numbers import show_plain_numbers

        show_plain_numbers(shell)


class _Adviser:
    """Shows errors, and remembers what stopped first: later cells miss what it should have made."""

    def __init__(self) -> None:
        self._stopped: CampusError | None = None

    def show(
        self, shell: Any, kind: type[Exception], error: Exception, trace: Any, tb_offset: Any = None
    ) -> None:
        """Show an error, as IPython calls it."""
        if isinstance(error, CampusError):
            self._stopped = self._stopped or error
        for advice in self._on(error):
            error.add_note(f"→ {advice}")
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    def _on(self, error: Exception) -> list[str]:
        advice = advice_on(error)
        if isinstance(error, NameError) and self._stopped is not None:
            problem = self._stopped.problem
            return [
                t(
                    fr=f"Plus haut, une cellule s’est arrêtée : {problem}",
                    en=f"Further up, a cell stopped: {problem}",
                )
            ]
        return [] if advice is None else [advice]


def advice_on(error: Exception) -> str | None:
    """Return what a beginner may look at; None where the error says it already, or nobody knows.

    Args:
        error: what Python raised.
    """
    said = str(error)
    if "ellipsis" in said:
        return t(
            fr="Il reste des points de suspension (...) dans une réponse : remplacez-les, puis "
            "relancez la cellule.",
            en="There are still dots (...) in an answer: replace them, then run the cell again.",
        )
    match error:
        case NameError():
            return _unknown_name(error.name or "")
        case IndentationError():
            return t(
                fr="Le retrait n’est pas le bon : quatre espaces au début des lignes sous def, "
                "for ou if, et le même retrait pour toutes.",
                en="The indentation is wrong: four spaces at the start of the lines below def, "
                "for or if, and the same for all of them.",
            )
        case SyntaxError():
            return t(
                fr="Python ne peut pas lire cette ligne. Vérifiez les guillemets, les parenthèses, "
                "les virgules, et les deux-points après def, for et if.",
                en="Python can’t read this line. Check quotes, brackets, commas, and the colon "
                "after def, for and if.",
            )
        case TypeError() | AttributeError() if "NoneType" in said:
            return t(
                fr="Il manque une valeur (None) : une fonction s’est terminée sans return, ou "
                "rien n’a été trouvé.",
                en="A value is missing (None): a function ended without return, or nothing was "
                "found.",
            )
        case TypeError():
            return _wrong_kind(said)
        case IndexError():
            return t(
                fr="La liste n’a pas autant d’éléments. Python compte à partir de 0 : le dernier "
                "d’une liste de cinq a le rang 4.",
                en="The list has fewer elements. Python counts from 0: the last one of a list of "
                "five has place 4.",
            )
        case KeyError():
            return t(
                fr="Ce nom ne figure pas dans le tableau ou le dictionnaire : vérifiez "
                "l’orthographe, majuscules comprises.",
                en="This name is not in the table or dictionary: check the spelling, capitals "
                "included.",
            )
        case ZeroDivisionError():
            return t(
                fr="On ne divise pas par zéro : la liste ou la valeur en dessous est-elle vide ?",
                en="Nothing can be divided by zero: is the list or value below the line empty?",
            )
        case ValueError() if "invalid literal" in said or "could not convert" in said:
            return t(
                fr="Ce texte n’est pas un nombre entier ou décimal : regardez ce qui se trouve "
                "entre les parenthèses.",
                en="This text is no whole or decimal number: look at what stands in the brackets.",
            )
        case _:
            return None


def _unknown_name(name: str) -> str:
    if name.isupper() and len(name) == 1:
        return t(
            fr=f'Une lettre s’écrit entre guillemets : "{name}".',
            en=f'A letter is written in quotes: "{name}".',
        )
    return t(
        fr=f"Python ne connaît pas « {name} ». Exécutez les cellules au-dessus, dans l’ordre ; "
        "si elles l’ont été, vérifiez l’orthographe.",
        en=f"Python does not know “{name}”. Run the cells above, in order; if you have, check "
        "the spelling.",
    )


def _wrong_kind(said: str) -> str | None:
    """Return advice on a `TypeError`, by what it says."""
    if "positional argument" in said:
        return t(
            fr="Il y a trop ou trop peu de valeurs entre les parenthèses : comparez avec la "
            "ligne def de la fonction.",
            en="There are too many or too few values in the brackets: compare with the "
            "function’s def line.",
        )
    if "not callable" in said or "not subscriptable" in said:
        return t(
            fr="Les parenthèses ( ) appellent une fonction, les crochets [ ] choisissent dans "
            "une liste ou un dictionnaire : l’un est à la place de l’autre.",
            en="Round brackets ( ) call a function, square ones [ ] choose from a list or "
            "dictionary: one stands in place of the other.",
        )
    if "str" in said:
        return t(
            fr="Un texte se trouve à la place d’un nombre, ou l’inverse : enlevez les guillemets "
            "autour d’un nombre, ou convertissez par int(…), float(…) ou str(…).",
            en="A text stands in place of a number, or the other way round: take the quotes off "
            "a number, or convert with int(…), float(…) or str(…).",
        )
    return None
