"""Leaves out of an installation what a site does not use at run time: for the image.

    trim.py SITE_PACKAGES SHARE

What other packages bring is compiled, and its source left out, but where its licence wants the
source passed on, or where a program reads it: a third of the image was Python in two forms.
"""

import compileall
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

UNUSED_PACKAGES = (
    # Machines are set up from a checkout, and kernels are not debugged.
    *("ansible", "ansible_test", "debugpy"),
    # They built the wheel; setuptools stays for nbgrader, which unpacks archives by it.
    *("hatchling", "pip"),
)
UNUSED = (
    *("**/tests", "nbgrader/docs", "notebook/static", "jedi/third_party/django-stubs"),
    # Copies of what is in SHARE.
    *("jupyterlab/static", "jupyterlab/staging", "plotly/labextension"),
    *(f"**/*.{ending}" for ending in ("c", "h", "pyx", "pxd", "cpp", "hpp", "map")),
)
UNUSED_SHARED = (
    "**/*.map",
    *(f"jupyterhub/static/components/moment/{folder}" for folder in ("dist", "locale", "src")),
    *(
        f"jupyterhub/static/components/@fortawesome/fontawesome-free/{folder}"
        for folder in ("js", "less", "metadata", "scss", "sprites*", "svgs*")
    ),
)
LANGUAGES = ("en", "fr")
OF_LANGUAGES = {"babel/locale-data": ("*.dat", ("root",)), "pyphen/dictionaries": ("*.dic", ())}
"""Folders of files by language, how the files are named, and the beginnings of others that stay."""

ASN1 = frozenset({"__init__", "MAP", "NGAP", "RRCNR"})
"""What the virtual kit speaks, and what that imports (`tests/deploy/test_image_contents.py`)."""

SOURCES_STAY = (
    *("campus5g", "autograder"),
    # Alembic reads theirs.
    *("jupyterhub", "nbgrader"),
    # LICENSES.md: under licences that pass the source on.
    *("certifi", "fqdn", "psycopg", "psycopg_binary", "pycrate_*", "pyphen", "scapy"),
    "text_unidecode",
)


def trim(packages: Path, shared: Path) -> None:
    """Leave out what is unused, and compile the rest.

    Args:
        packages: the folder ``site-packages``.
        shared: the folder ``share`` of the same installation.
    """
    for name in UNUSED_PACKAGES:
        _remove(packages, name, f"{name}-*.dist-info", f"{name}_core-*.dist-info")
    _remove(packages, *UNUSED)
    _remove(shared, *UNUSED_SHARED)
    for folder, (pattern, others) in OF_LANGUAGES.items():
        for file in packages.glob(f"{folder}/{pattern}"):
            if not file.stem.removeprefix("hyph_").startswith((*LANGUAGES, *others)):
                file.unlink()
    for module in packages.glob("pycrate_asn1dir/*.py"):
        if module.stem not in ASN1:
            module.unlink()
    _strip(packages)
    _compile(packages)


def _remove(folder: Path, *patterns: str) -> None:
    for pattern in patterns:
        for found in sorted(folder.glob(pattern)):
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)


def _strip(packages: Path) -> None:
    """Leave symbols for debuggers out of the libraries."""
    subprocess.run(["strip", "--strip-unneeded", *libraries(packages)], check=True)


def libraries(packages: Path) -> list[Path]:
    """Return the shared libraries of a folder: their names end in ``.so`` or as in ``.so.5.2``.

    Args:
        packages: the folder ``site-packages``.
    """
    found = [file for ending in ("so", "so.*") for file in packages.rglob(f"*.{ending}")]
    return [file for file in found if file.is_file()]


def _compile(packages: Path) -> None:
    staying = {entry for name in SOURCES_STAY for entry in packages.glob(name)}
    for entry in packages.iterdir():
        if entry in staying:
            compileall.compile_dir(entry, quiet=2, workers=0)
        elif entry.is_dir():
            compileall.compile_dir(entry, quiet=2, workers=0, legacy=True)
            _leave_sources_out(entry.rglob("*.py"))
        elif entry.suffix == ".py":
            compileall.compile_file(entry, quiet=2, legacy=True)
            _leave_sources_out([entry])


def _leave_sources_out(sources: Iterator[Path] | list[Path]) -> None:
    for source in sources:
        # Templates of code do not compile, and stay.
        if source.with_suffix(".pyc").exists():
            source.unlink()


if __name__ == "__main__":
    trim(Path(sys.argv[1]), Path(sys.argv[2]))
