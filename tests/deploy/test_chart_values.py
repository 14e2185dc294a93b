"""The chart says what the site says: versions, limits, names."""

from typing import Any

import yaml
from rendered_chart import CHART, JUPYTERHUB_VALUES

from campus5g import __version__
from campus5g.site.hub.authenticator import AccountsAuthenticator
from campus5g.site.pods.settings import PodSettings

VALUES: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
OF_JUPYTERHUB: dict[str, Any] = yaml.safe_load(JUPYTERHUB_VALUES.read_text())


def test_chart_and_images_have_the_version_of_the_site() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())

    assert chart["appVersion"] == __version__
    assert OF_JUPYTERHUB["hub"]["image"] == {"name": "campus5g", "tag": __version__}
    assert OF_JUPYTERHUB["singleuser"]["image"] == {"name": "campus5g", "tag": __version__}


def test_limits_of_servers_are_those_that_the_site_has_by_itself() -> None:
    assert PodSettings.model_validate(VALUES["servers"]) == PodSettings()


def test_the_hub_of_the_other_chart_is_given_the_same_secrets_as_the_portal() -> None:
    named = {
        variable["valueFrom"]["secretKeyRef"]["name"]
        for variable in OF_JUPYTERHUB["hub"]["extraEnv"].values()
        if isinstance(variable, dict)
    }

    assert named == {VALUES["secrets"]["site"]}


def test_nobody_comes_in_by_the_other_chart_s_own_sign_in() -> None:
    assert OF_JUPYTERHUB["hub"]["config"]["JupyterHub"] == {
        "authenticator_class": f"{AccountsAuthenticator.__module__}.AccountsAuthenticator",
        "admin_access": False,
    }


def test_nothing_of_the_other_chart_runs_as_root_or_has_the_whole_network() -> None:
    hub, singleuser = OF_JUPYTERHUB["hub"], OF_JUPYTERHUB["singleuser"]
    open_ways = {
        way
        for part in (hub, OF_JUPYTERHUB["proxy"]["chp"], singleuser)
        for way, is_open in part["networkPolicy"]["egressAllowRules"].items()
        if is_open
    }

    assert open_ways == {"dnsPortsKubeSystemNamespace"}
    assert singleuser["cloudMetadata"] == {"blockWithIptables": False}
    assert singleuser["storage"] == {"type": "none"}
