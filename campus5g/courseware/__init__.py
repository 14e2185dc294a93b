"""What notebooks show: text in the learner's language."""

from campus5g.language import set_language, t

__all__ = ["set_language", "t"]
