"""The look of all that a person sees: colours, spaces and sizes in one place, ``tokens.css``."""

from pathlib import Path

TOKENS_FILE = Path(__file__).parent / "tokens.css"
"""The tokens as CSS custom properties, for light and dark."""
