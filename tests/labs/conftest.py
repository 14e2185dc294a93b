"""Labs as they are released, once for all tests of a file that hand them in."""

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from campus5g.authoring.catalogue import Module, find_module
from campus5g.authoring.trials.trial import TrialCourse, trial_course
from campus5g.language import Language

Released = Callable[[Module, Language], TrialCourse]


@pytest.fixture(scope="module")
def released() -> Iterator[Released]:
    """Each lab, released once a language: a run replaces what the one before handed in."""
    with ExitStack() as courses:

        @functools.cache
        def course_of(name: str, language: Language) -> TrialCourse:
            return courses.enter_context(trial_course(find_module(name), language))

        yield lambda lab, language: course_of(lab.id, language)
