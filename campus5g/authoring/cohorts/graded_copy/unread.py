"""The nbgrader preprocessor that tells what nobody has read from what earned nothing."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades


class GetGradesAndUnread(GetGrades):  # type: ignore[misc]  # nbgrader has no types
    """Notes, beside points and comments, which cells wait for somebody, and what they are worth."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with its grades (nbconvert's preprocessor interface)."""
        resources["nbgrader"] |= {"unread": 0.0, "unread_score": 0.0}
        found: tuple[NotebookNode, ResourcesDict] = super().preprocess(nb, resources)
        return found

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return a cell with its grade (nbconvert's preprocessor interface)."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        marks = cell.metadata.get("nbgrader", {})
        if "points" in marks and "score" in marks:
            grade = self.gradebook.find_grade(
                marks["grade_id"], self.notebook_id, self.assignment_id, self.student_id
            )
            marks["unread"] = bool(grade.needs_manual_grade)
            if marks["unread"]:
                resources["nbgrader"]["unread"] += grade.max_score
                resources["nbgrader"]["unread_score"] += grade.score or 0.0
        return cell, resources
