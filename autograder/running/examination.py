"""What is known, before any learner's code runs, about tests that run in another process."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Given:
    """A statement of the author's cells that the tests' process runs itself.

    `number` is its place among the assignment's statements; `binds` the names that it defines,
    empty for one that only sets something.
    """

    number: int
    code: str
    binds: tuple[str, ...] = ()


@dataclass(frozen=True)
class TestPlan:
    """Where the names in a test come from: the notebook (`asked`) or the author (`given`).

    `released` are those which tests have bound so far and no later test reads: from then on the
    notebook has them, as if its tests had run there.
    """

    __test__ = False

    asked: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    released: tuple[str, ...] = ()

    @property
    def bound(self) -> tuple[str, ...]:
        """The names of the author's that count only if the notebook has them, too."""
        return tuple(dict.fromkeys(name for each in self.given for name in each.binds))


@dataclass(frozen=True)
class Examination:
    """The plans of a notebook's tests, by the index of their cells.

    `shipped` are the texts of the modules that come with the assignment, by name; `packages` those
    whose data classes may pass between the two processes; `variables` those of the environment that
    tests see and the notebook does not.
    """

    plans: Mapping[int, TestPlan] = field(default_factory=dict)
    shipped: Mapping[str, str] = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)


NOTHING_KNOWN = Examination()
