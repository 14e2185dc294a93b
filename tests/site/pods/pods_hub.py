"""A Hub whose servers are pods, and what KubeSpawner makes of its configuration."""

from types import SimpleNamespace

from jupyterhub import orm
from kubespawner import KubeSpawner
from traitlets.config import Config

from campus5g.site.configuration import configure
from campus5g.site.folders import SiteFolders

COHORT = "rolling-mill"
NAMESPACE = "campus"

DEPLOYMENT = """
profile: cluster
addresses:
  public: http://proxy-public:80
  hub: {bind: "http://0.0.0.0:8081", connect: "http://hub:8081"}
  portal: {bind: "http://0.0.0.0:8080", connect: "http://campus5g-portal:8080"}
  proxy: http://proxy-api:8001
  own_proxy: false
progress: portal
grading: {scheduler: "tcp://campus5g-scheduler:8786"}
pods: {courses_claim: CLAIM}
"""


def spawner_of(
    folders: SiteFolders,
    person: str,
    server: str = "",
    claim: str = "courses",
    cluster: str | None = None,
) -> KubeSpawner:
    """Return the spawner of a person's server.

    Args:
        folders: the site's, with its records.
        person: their account.
        server: its name; none for their own.
        claim: the portal's volume, if it is shared.
        cluster: the address of an API server; without one, nothing is asked of it.
    """
    folders.deployment.write_text(DEPLOYMENT.replace("CLAIM", claim or '""'))
    config = Config()
    # What the chart has set before it comes to our configuration.
    config.KubeSpawner.image = "campus5g:0"
    config.KubeSpawner.namespace = NAMESPACE
    if cluster:
        config.KubeSpawner.k8s_api_host = cluster
    configure(config)
    assert config.JupyterHub.spawner_class == "kubespawner.KubeSpawner"
    hub = SimpleNamespace(
        public_host="",
        url="http://hub:8081/hub/",
        base_url="/hub/",
        api_url="http://hub:8081/hub/api",
    )
    return KubeSpawner(
        config=config,
        _mock=cluster is None,
        hub=hub,
        user=SimpleNamespace(name=person, id=1, url=f"/user/{person}/", settings={}),
        orm_spawner=orm.Spawner(name=server),
    )
