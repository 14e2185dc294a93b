"""A site of a learner, and of a trainer who teaches a cohort."""

from pathlib import Path

import pytest
import yaml
from kubernetes_asyncio.config import kube_config
from new_records import new_records
from pods_hub import COHORT

from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person

KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "none",
    "clusters": [{"name": "none", "cluster": {"server": "http://127.0.0.1:9"}}],
    "contexts": [{"name": "none", "context": {"cluster": "none", "user": "none"}}],
    "users": [{"name": "none", "user": {}}],
}


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteFolders:
    """A site of a learner, and of a trainer who teaches a cohort; the environment of its Hub."""
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(yaml.safe_dump(KUBECONFIG))
    monkeypatch.setattr(kube_config, "KUBE_CONFIG_DEFAULT_LOCATION", str(kubeconfig))
    for name, value in {
        "CAMPUS5G_DATA": str(tmp_path),
        "CAMPUS5G_PART": "hub",
        "CAMPUS5G_PORTAL_TOKEN": "0" * 64,
        "CAMPUS5G_DRAW_SECRET": "0" * 64,
    }.items():
        monkeypatch.setenv(name, value)
    folders = SiteFolders(tmp_path)
    database = new_records(folders.records)
    with database.session() as records:
        tina = Person(name="tina", role="trainer", language="en", pass_phrase_hash="-")
        ada = Person(name="ada", role="learner", language="fr", pass_phrase_hash="-")
        cohort = CohortRecord(id=COHORT, title="Rolling mill", language="fr", trainers=[tina])
        records.add_all([ada, cohort])
    database.close()
    return folders
