"""What a learner has seen, tried and answered: events in a local store, and where to resume."""

from campus5g.courseware.progress.recorder import Recorder
from campus5g.courseware.progress.store import Progress, Resume, forget_writing

__all__ = ["Progress", "Recorder", "Resume", "forget_writing"]
