"""What is a word: change the rules as you need."""

import re


def split(text):
    """Cut a text at blanks and signs."""
    return re.split(r"[^\w’-]+", text)


def is_word(piece):
    """Tell a word from a number or an empty piece."""
    return bool(piece) and not piece.isdigit()
