"""What is a word: change the rules as you need."""

import re


def split(text):
    """Cut a text at blanks and signs."""
    return re.split(r"[^\w’-]+", text)


def is_word(piece):
    """Return whether a piece is a word, and not a number or empty."""
    return bool(piece) and not piece.isdigit()
