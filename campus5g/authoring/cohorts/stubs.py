"""What stands in the place of an answer until there is one."""

from campus5g.language import Language

CODE_STUBS: dict[Language, str] = {
    "fr": "...  # votre code ici",
    "en": "...  # your code here",
}
TEXT_STUBS: dict[Language, str] = {"fr": "Votre réponse ici", "en": "Your answer here"}
