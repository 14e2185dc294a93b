"""Hands in as its OS user: ``python -m campus5g.site.classroom.submitting <cohort> <module>``.

The Hub runs it as a learner's OS user, with the account in ``JUPYTERHUB_USER``.
"""

import os
import sys

from campus5g.authoring.cohorts.nbgrader_course import GradingError
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.places import data_folder
from campus5g.site.folders import SiteFolders


def main() -> int:
    """Hand a module in; return 1 if nbgrader refuses."""
    cohort, module = sys.argv[1:]
    folders, learner = SiteFolders(data_folder()), os.environ["JUPYTERHUB_USER"]
    home = folders.homes / learner / cohort
    try:
        NbGraderLearner(learner, home, cohort, folders.exchange).submit(module)
    except GradingError as error:
        print(error.problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
