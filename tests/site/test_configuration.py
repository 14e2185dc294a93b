import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from traitlets.config import Config

from campus5g.draw import learner_key, own_secret
from campus5g.errors import CampusError
from campus5g.places import HOUSE, KITS, pool_is_shared, pool_socket
from campus5g.site.configuration import configure
from campus5g.site.servers.lab_settings import (
    disabled_lab_extensions,
    lab_overrides,
    write_lab_settings,
)


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("CAMPUS5G_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    return monkeypatch


def of_role(monkeypatch: pytest.MonkeyPatch, role: str, name: str) -> Config:
    monkeypatch.setenv("CAMPUS5G_ROLE", role)
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "fr")
    monkeypatch.setenv("JUPYTERHUB_USER", name)
    config = Config()
    configure(config)
    return config


def test_a_learner_has_their_own_identity_in_the_exchange_under_a_shared_os_user(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = of_role(surroundings, "learner", "sacha")

    assert config.CourseDirectory.student_id == "sacha"
    assert config.Exchange.root == str(tmp_path / "exchange")
    assert "root" not in config.CourseDirectory


def test_a_learners_work_is_found_in_their_home_wherever_their_server_was_started(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings.chdir("/")

    config = of_role(surroundings, "learner", "sacha")

    assert config.Exchange.assignment_dir == str(tmp_path / "homes" / "sacha")


@pytest.mark.parametrize(
    ("hand_in", "role", "submit"),
    [
        ("", "learner", "SendToPortal"),
        ("portal", "learner", "SendToPortal"),
        ("exchange", "learner", "WholeSubmit"),
        ("portal", "trainer", "WholeSubmit"),
    ],
)
def test_learners_hand_in_over_the_portal_unless_the_exchange_is_open(
    surroundings: pytest.MonkeyPatch, hand_in: str, role: str, submit: str
) -> None:
    surroundings.setenv("CAMPUS5G_HAND_IN", hand_in)

    config = of_role(surroundings, role, "sacha")

    assert config.ExchangeFactory.submit.endswith(f".{submit}")


def test_a_learner_s_own_evidence_is_what_validate_replays(
    surroundings: pytest.MonkeyPatch,
) -> None:
    config = of_role(surroundings, "learner", "sacha")

    assert config.Sandbox.variables.get_value({})["CAMPUS5G_LEARNER"] == "sacha"
    assert config.SelfCheck.validate_all


def test_a_trainer_s_grading_uses_the_identity_of_the_submission(
    surroundings: pytest.MonkeyPatch,
) -> None:
    config = of_role(surroundings, "trainer", "camille")

    assert "CAMPUS5G_LEARNER" not in config.Sandbox.variables.get_value({})


@pytest.mark.parametrize(("role", "name"), [("learner", "sacha"), ("trainer", "camille")])
def test_nbgraders_own_pages_are_disabled(
    surroundings: pytest.MonkeyPatch, role: str, name: str
) -> None:
    config = of_role(surroundings, role, name)

    extensions = config.ServerApp.jpserver_extensions
    assert not extensions["nbgrader.server_extensions.formgrader"]
    assert not extensions["nbgrader.server_extensions.course_list"]
    # The page of a module hands itself in by it.
    assert extensions["nbgrader.server_extensions.assignment_list"] == (role == "learner")
    # The Hub's refusal of frames stands.
    assert "tornado_settings" not in config.ServerApp


def test_idle_kernels_of_pages_and_labs_are_culled(
    surroundings: pytest.MonkeyPatch,
) -> None:
    config = of_role(surroundings, "learner", "sacha")

    assert config.ServerApp.kernel_manager_class.endswith(".WarmKernelManager")
    assert config.WarmKernelManager.cull_idle_timeout == 600
    assert config.WarmKernelManager.cull_idle_lab_timeout == 3600
    assert config.WarmKernelManager.cull_busy is False
    assert config.WarmKernelManager.cull_interval < config.WarmKernelManager.cull_idle_timeout
    assert config.WarmKernelManager.cull_connected is False


def test_a_trainers_own_server_has_their_own_files(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = of_role(surroundings, "trainer", "camille")

    assert config.ServerApp.root_dir == str(tmp_path / "homes" / "camille")


def test_a_trainers_server_of_a_cohort_has_the_files_of_that_cohort(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings.setenv("CAMPUS5G_COHORT", "rolling-mill")

    config = of_role(surroundings, "trainer", "camille")

    assert config.ServerApp.root_dir == str(tmp_path / "cohorts" / "rolling-mill")


def test_an_author_gets_stock_jupyter_with_the_sites_exchange(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = Config()

    configure(config)

    assert config.Exchange.root == str(tmp_path / "exchange")
    assert set(config).isdisjoint({"JupyterHub", "ServerApp", "LabApp", "CourseDirectory"})


@pytest.mark.proof
def test_an_authors_jupyterlab_reads_the_one_configuration_in_the_repository(
    tmp_path: Path,
) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "jupyterlab", "--show-config-json"],
        cwd=HOUSE,
        env={
            **{key: value for key, value in os.environ.items() if "CAMPUS5G" not in key},
            "CAMPUS5G_DATA": str(tmp_path),
            "JUPYTER_CONFIG_PATH": str(HOUSE),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert json.loads(shown.stdout)["Exchange"]["root"] == str(tmp_path / "exchange")


def test_a_person_s_server_starts_without_the_records_of_the_site(tmp_path: Path) -> None:
    shown = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys; from traitlets.config import Config\n"
            "from campus5g.site.configuration import configure; configure(Config())\n"
            "print([name for name in sys.modules if name.startswith('campus5g.site.records')])",
        ],
        env={
            **{key: value for key, value in os.environ.items() if "CAMPUS5G" not in key},
            "CAMPUS5G_DATA": str(tmp_path),
            "CAMPUS5G_ROLE": "learner",
            "CAMPUS5G_LANGUAGE": "fr",
            "JUPYTERHUB_USER": "sacha",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert shown.stdout.strip() == "[]"


def of_hub(monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("CAMPUS5G_RUN", "run")
    for number, port in enumerate(("PORT", "HUB_PORT", "PROXY_PORT", "PORTAL_PORT"), 8001):
        monkeypatch.setenv(f"CAMPUS5G_{port}", str(number))
    config = Config()
    configure(config)
    return config


def test_kernels_of_the_demo_order_kits_where_the_site_s_pool_takes_orders(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = of_hub(surroundings)

    [pool] = [each for each in config.JupyterHub.services if each["name"] == "kit-pool"]
    for variables in (config.Spawner.environment, pool["environment"]):
        surroundings.setenv("CAMPUS5G_OWN_POOL", variables["CAMPUS5G_OWN_POOL"])
        assert pool_socket().is_relative_to(tmp_path)
        assert not pool_is_shared()


def test_a_person_s_server_gets_their_key_of_draws_and_not_the_site_s_secret(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = of_hub(surroundings).Spawner.environment["CAMPUS5G_DRAW_KEY"]

    keys = {
        name: given(SimpleNamespace(user=SimpleNamespace(name=name))) for name in ("ada", "ben")
    }

    secret = own_secret(tmp_path)
    assert keys == {name: learner_key(secret, name).hex() for name in keys}
    assert secret.hex() not in keys.values()


def test_what_a_person_s_kernel_frees_goes_back_to_the_system(
    surroundings: pytest.MonkeyPatch,
) -> None:
    variables = of_hub(surroundings).Spawner.environment
    free_all_but_the_last = (
        "import psutil; anonymous = lambda: psutil.Process().memory_full_info().uss >> 20;"
        "bytes(200 << 10); before = anonymous();"
        "last = [b'.' * (200 << 10) for _ in range(200)][-1]; print(anonymous() - before)"
    )

    kept_mib = subprocess.run(
        [sys.executable, "-c", free_all_but_the_last],
        env={name: value for name, value in variables.items() if name.startswith("MALLOC_")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout

    assert int(kept_mib) < 10


def test_a_site_too_deep_for_a_socket_has_no_pool(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings.setenv("CAMPUS5G_DATA", str(tmp_path / ("deep" * 25)))

    config = of_hub(surroundings)

    assert "CAMPUS5G_OWN_POOL" not in config.Spawner.environment
    assert [each["name"] for each in config.JupyterHub.services] == ["portal"]


CLUSTER = """
profile: cluster
addresses:
  public: http://0.0.0.0:8000
  hub: {bind: "http://0.0.0.0:8081", connect: "http://hub:8081"}
  portal: {bind: "http://0.0.0.0:8100", connect: "http://portal:8100"}
  proxy: http://proxy-api:8001
  own_proxy: false
"""
TOKEN = "0123456789abcdef" * 4


def of_cluster(monkeypatch: pytest.MonkeyPatch, data: Path) -> Config:
    (data / "deployment.yaml").write_text(CLUSTER)
    monkeypatch.setenv("CAMPUS5G_PART", "hub")
    config = Config()
    configure(config)
    return config


def test_a_cluster_s_hub_finds_proxy_and_portal_where_the_deployment_says(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings.setenv("CAMPUS5G_PORTAL_TOKEN", TOKEN)

    config = of_cluster(surroundings, tmp_path)

    assert config.JupyterHub.bind_url == "http://0.0.0.0:8000/"
    assert config.JupyterHub.hub_bind_url == "http://0.0.0.0:8081"
    assert config.JupyterHub.hub_connect_url == "http://hub:8081"
    assert config.ConfigurableHTTPProxy.api_url == "http://proxy-api:8001"
    assert config.ConfigurableHTTPProxy.should_start is False
    [portal] = [each for each in config.JupyterHub.services if each["name"] == "portal"]
    assert (portal["url"], portal["api_token"]) == ("http://portal:8100", TOKEN)
    assert "command" not in portal
    kits = config.Spawner.environment["CAMPUS5G_PORTAL_URL"]
    assert kits == "http://portal:8100/services/portal"


@pytest.mark.parametrize("token", [None, "", "short"])
def test_a_cluster_s_hub_refuses_to_start_without_a_token_that_can_t_be_guessed(
    surroundings: pytest.MonkeyPatch, tmp_path: Path, token: str | None
) -> None:
    if token is not None:
        (tmp_path / "portal-token").write_text(token)
        (tmp_path / "portal-token").chmod(0o600)

    with pytest.raises(CampusError, match="openssl rand"):
        of_cluster(surroundings, tmp_path)


def test_a_token_that_others_may_read_is_refused(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "portal-token").write_text(TOKEN)
    (tmp_path / "portal-token").chmod(0o644)

    with pytest.raises(CampusError, match="chmod 600"):
        of_cluster(surroundings, tmp_path)


def test_the_hub_hands_libpq_s_settings_on_to_the_portal_and_to_nobody_s_server(
    surroundings: pytest.MonkeyPatch,
) -> None:
    surroundings.setenv("PGPASSWORD", "kept from learners")

    config = of_hub(surroundings)

    [portal] = [each for each in config.JupyterHub.services if each["name"] == "portal"]
    assert portal["environment"]["PGPASSWORD"] == "kept from learners"
    assert "PGPASSWORD" not in config.Spawner.environment


def test_jupyterlab_is_in_the_persons_language_and_does_not_ask_about_news(
    tmp_path: Path,
) -> None:
    write_lab_settings(tmp_path, "fr")

    overrides = json.loads((tmp_path / "overrides.json").read_text())
    assert overrides == lab_overrides("fr")
    assert overrides["@jupyterlab/translation-extension:plugin"]["locale"] == "fr_FR"
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    page = json.loads((tmp_path / "page_config.json").read_text())
    assert page["disabledExtensions"] == disabled_lab_extensions()


def test_all_grading_is_sandboxed_with_time_for_a_kit_to_start(
    surroundings: pytest.MonkeyPatch,
) -> None:
    config = Config()

    configure(config)

    assert "autograder.plugin.execute.SandboxedExecute" in config.Autograde.autograde_preprocessors
    assert "nbgrader.preprocessors.Execute" not in config.Autograde.autograde_preprocessors
    assert config.Execute.timeout >= 60
    assert str(KITS) in config.Sandbox.readable


@pytest.mark.parametrize(("role", "name"), [("learner", "sacha"), ("trainer", "camille")])
def test_the_validate_button_is_answered_from_the_sandbox(
    surroundings: pytest.MonkeyPatch, role: str, name: str
) -> None:
    extensions = of_role(surroundings, role, name).ServerApp.jpserver_extensions

    assert extensions["autograder.plugin.server"]
    assert not extensions["nbgrader.server_extensions.validate_assignment"]
