"""The look of all that a person sees: colours, spaces and sizes, and the rules that pages share."""

from pathlib import Path

TOKENS_FILE = Path(__file__).parent / "tokens.css"
"""The tokens as CSS custom properties, for light and dark."""

BASE_FILE = Path(__file__).parent / "base.css"
"""The rules of every page, written in tokens."""

TONES_FILE = Path(__file__).parent / "tones.css"
"""The tones of drawings, mixed of the tokens, for light, dark and paper."""
