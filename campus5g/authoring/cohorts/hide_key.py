"""The nbgrader preprocessor that keeps the key of a final out of the feedback pages."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from campus5g.authoring.final_quiz import SCORE_CALL
from campus5g.authoring.grades import graded_cells


class HideKey(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Shows the graded cell of a final as the learner got it."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook without the key (nbconvert's preprocessor interface)."""
        for cell in graded_cells(nb).values():
            if cell.cell_type == "code" and SCORE_CALL in cell.source.splitlines():
                cell.source = SCORE_CALL
                # A traceback quotes the cell.
                cell.outputs = [each for each in cell.outputs if each.output_type != "error"]
        return nb, resources
