"""What is typed is kept: scripts that come before those of the forms that use them."""

from pathlib import Path

_HERE = Path(__file__).parent

DRAFT = (_HERE / "draft.js").read_text(encoding="utf-8")
"""Keeps in the browser what the kernel does not have yet."""
KEEPING = DRAFT + (_HERE / "keeping.js").read_text(encoding="utf-8")
"""Keeps a form: at once in the browser, and by the kernel when its learner pauses."""
