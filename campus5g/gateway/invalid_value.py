"""What is wrong with a value in a request, in the reader's language: pydantic's is English."""

from collections.abc import Mapping
from typing import Any

from campus5g.language import t

_FRENCH = {
    "missing": "il manque",
    "extra_forbidden": "inconnu ici",
    "greater_than": "doit être supérieur à {gt:g}",
    "greater_than_equal": "doit être au moins {ge:g}",
    "less_than": "doit être inférieur à {lt:g}",
    "less_than_equal": "doit être au plus {le:g}",
    "literal_error": "doit être l’un de : {expected}",
    "string_too_short": "au moins {min_length} caractère(s)",
    "string_too_long": "au plus {max_length} caractère(s)",
    "string_pattern_mismatch": "n’a pas la forme attendue",
    "string_type": "doit être un texte",
    "int_type": "doit être un nombre entier",
    "int_parsing": "doit être un nombre entier",
    "int_from_float": "doit être un nombre entier",
    "float_type": "doit être un nombre",
    "float_parsing": "doit être un nombre",
    "finite_number": "doit être un nombre fini",
    "bool_type": "doit être vrai ou faux",
    "bool_parsing": "doit être vrai ou faux",
    "list_type": "doit être une liste",
    "too_short": "au moins {min_length} élément(s)",
    "too_long": "au plus {max_length} élément(s)",
    "json_invalid": "ce n’est pas du JSON",
}


def complaint(finding: Mapping[str, Any]) -> str:
    """Return one of pydantic's findings in words; in English, its own."""
    english = str(finding["msg"])
    french = _FRENCH.get(str(finding["type"]))
    bounds = dict(finding.get("ctx", {}))
    if "expected" in bounds:
        bounds["expected"] = str(bounds["expected"]).replace(" or ", " ou ")
    return t(fr=english if french is None else french.format(**bounds), en=english)
