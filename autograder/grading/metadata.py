"""nbgrader's check of a cell's metadata, with its schema read once."""

import fastjsonschema
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError
from nbgrader.nbgraderformat.common import BaseMetadataValidator


class _SchemaReadOnce(BaseMetadataValidator):  # type: ignore[misc]
    """What all versions of the check begin with: the version, then the JSON schema.

    nbgrader calls ``jsonschema.validate``, which checks the schema itself again for every cell:
    half of all the time that a notebook spends outside its sandbox.
    """

    def __init__(self) -> None:
        super().__init__()
        self._schema = validator_for(self.schema)(self.schema)
        self._require_valid = fastjsonschema.compile(self.schema, use_default=False)

    def validate_cell(self, cell: NotebookNode) -> None:
        if "nbgrader" not in cell.metadata:
            return
        version = cell.metadata["nbgrader"].get("schema_version", 0)
        for wrong, error in (
            (version < self.schema_version, SchemaTooOldError),
            (version > self.schema_version, SchemaTooNewError),
        ):
            if wrong:
                raise error(f"schema version {version}", version, self.schema_version)
        try:
            self._require_valid(cell.metadata["nbgrader"])
        except fastjsonschema.JsonSchemaValueException:
            # The same verdict, in the words that nbgrader would use.
            found = best_match(self._schema.iter_errors(cell.metadata["nbgrader"]))
            if found is not None:
                raise found from None


class QuickMetadataValidator(MetadataValidator, _SchemaReadOnce):  # type: ignore[misc]
    """nbgrader's `MetadataValidator`; raises what it would raise."""
