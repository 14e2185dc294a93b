import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.grading.imports import imported_modules


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.py").write_text("")
    return tmp_path


def write(folder: Path, *sources: str) -> None:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "a.ipynb")


def test_modules_are_those_the_authors_cells_import_in_order(folder: Path) -> None:
    write(folder, "import numpy as np, csv", "from os import path\nx = 1")

    assert imported_modules(folder) == ("numpy", "csv", "os", "os.path")


def test_magics_and_broken_cells_are_skipped(folder: Path) -> None:
    write(folder, "%matplotlib inline\nimport csv", "def (", "!ls", "%%bash\nimport nothing")

    assert imported_modules(folder) == ("csv",)


def test_a_file_beside_the_notebook_is_never_imported_beforehand(folder: Path) -> None:
    write(folder, "import rules\nfrom rules import x\nimport csv")

    assert imported_modules(folder) == ("csv",)


def test_imports_inside_functions_are_not_preloaded(folder: Path) -> None:
    write(folder, "def f():\n    import csv", "try:\n    import csv\nexcept ImportError: pass")

    assert imported_modules(folder) == ()


def test_a_folder_without_readable_notebooks_has_no_imports(folder: Path) -> None:
    (folder / "b.ipynb").write_text("{")

    assert imported_modules(folder) == ()


def test_grading_is_imported_without_the_grammars_of_addresses() -> None:
    program = (
        "import sys, autograder.grading\n"
        "assert 'jsonschema' in sys.modules and 'rfc3987_syntax' not in sys.modules\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
