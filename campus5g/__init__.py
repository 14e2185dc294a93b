"""Campus 5G: the training system of a regional 5G campus.

Notebooks start with ``from campus5g import kit, set_language, t``.
"""

from campus5g.language import set_language, t

__all__ = ["__version__", "set_language", "t"]

__version__ = "0.2.0"
