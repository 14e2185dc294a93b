"""nbgrader's preprocessor that saves the automatic grades, with the sandbox's findings."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades

from autograder.plugin.execute import DOUBTS


class SaveReviewedGrades(SaveAutoGrades):  # type: ignore[misc]
    """Put it in place of ``nbgrader.preprocessors.SaveAutoGrades``.

    A test cell that the learner's code interfered with is left for the trainer to mark, with the
    reason as a comment.
    """

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._add_score(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        doubt = resources.get(DOUBTS, {}).get(name)
        if doubt is not None and doubt.suspicions:
            grade = self.gradebook.find_grade(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            grade.auto_score = None
            grade.needs_manual_grade = True
            self.gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: Any) -> None:
        super()._add_comment(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        doubt = resources.get(DOUBTS, {}).get(name)
        if doubt is not None and doubt.auto_comment:
            comment = self.gradebook.find_comment(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            comments = [comment.auto_comment] if comment.auto_comment else []
            comment.auto_comment = "\n".join([*comments, doubt.auto_comment])
            self.gradebook.db.commit()
