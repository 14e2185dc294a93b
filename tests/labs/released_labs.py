"""Labs released for a while, each once a language."""

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from campus5g.authoring.catalogue import Module, find_module
from campus5g.authoring.trials.trial import TrialCourse, trial_course
from campus5g.language import Language

Released = Callable[[Module, Language], TrialCourse]


@contextmanager
def released_labs() -> Iterator[Released]:
    """Release labs as they are asked for, and remove them with the block."""
    with ExitStack() as courses:

        @functools.cache
        def course_of(name: str, language: Language) -> TrialCourse:
            return courses.enter_context(trial_course(find_module(name), language))

        yield lambda lab, language: course_of(lab.id, language)
