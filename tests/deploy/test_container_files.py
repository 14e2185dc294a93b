"""Containerfile, compose file and their page name programs, paths and ports that exist."""

import importlib.util
import os
import re
import subprocess
from typing import Any, get_args

import pytest
import yaml
from rendered_chart import JUPYTERHUB_VALUES

from campus5g.places import DATA_VARIABLE, DATABASE_VARIABLE, HOUSE
from campus5g.site.portal.open.health import router as health
from campus5g.site.surroundings import Part

CONTAINERFILE = (HOUSE / "Containerfile").read_text()
PAGE = (HOUSE / "docs" / "how-to" / "container.md").read_text()
COMPOSE_FILE = HOUSE / "compose.yaml"
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_FILE.read_text())
SITE, RECORDS = COMPOSE["services"]["site"], COMPOSE["services"]["records"]

PASSWORD = "CAMPUS5G_RECORDS_PASSWORD"


def programs(text: str) -> set[str]:
    """Return the Python modules that a text says to start with ``python -m``."""
    return set(re.findall(r"python -m ([a-z0-9_.]+)", text))


def configuration(**environment: str) -> subprocess.CompletedProcess[str]:
    """Have Compose itself read the file."""
    return subprocess.run(
        ["docker-compose", "--file", COMPOSE_FILE, "config"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_page_names_a_program_for_each_part_of_a_site() -> None:
    assert {f"campus5g start --part {part}" for part in get_args(Part)} <= set(
        re.findall(r"`(campus5g start --part \w+)`", PAGE)
    )
    assert programs(PAGE) == {"campus5g.site.hub", "campus5g.site.pods", "campus5g.pool"}
    assert {"dask scheduler", "dask worker"} <= set(re.findall(r"`(dask \w+)`", PAGE))


@pytest.mark.parametrize("text", [PAGE, CONTAINERFILE], ids=["page", "Containerfile"])
def test_programs_exist_that_a_text_says_to_start(text: str) -> None:
    missing = {
        name for name in programs(text) if importlib.util.find_spec(f"{name}.__main__") is None
    }

    assert missing == set()
    assert importlib.util.find_spec("distributed.cli.dask_worker")


def test_zero_to_jupyterhub_starts_the_hub_that_the_page_names() -> None:
    hub = yaml.safe_load(JUPYTERHUB_VALUES.read_text())["hub"]

    assert " ".join(hub["command"]) == "python -m campus5g.site.hub"


def test_the_image_s_health_is_whether_the_portal_is_ready() -> None:
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)/services/portal(/\w+)", CONTAINERFILE)
    port, path = asked

    assert path in {getattr(route, "path", "") for route in health.routes}
    assert f"EXPOSE {port}\n" in CONTAINERFILE


def test_compose_keeps_what_the_image_writes_and_publishes_what_it_opens() -> None:
    volume = re.findall(r"^VOLUME (\S+)", CONTAINERFILE, re.M)
    port = re.findall(r"^EXPOSE (\d+)", CONTAINERFILE, re.M)

    assert f"{DATA_VARIABLE}={volume[0]}" in CONTAINERFILE
    assert [each.partition(":")[2] for each in SITE["volumes"]] == volume
    assert [each.rpartition(":")[2] for each in SITE["ports"]] == port
    assert all(each.startswith("127.0.0.1:") for each in SITE["ports"])


def test_compose_starts_the_site_once_its_own_database_answers() -> None:
    user = RECORDS["environment"]["POSTGRES_USER"]
    address = SITE["environment"][DATABASE_VARIABLE]

    assert address == f"postgresql+psycopg://{user}@records/{user}"
    assert SITE["environment"]["PGPASSWORD"] == RECORDS["environment"]["POSTGRES_PASSWORD"]
    assert SITE["depends_on"] == {"records": {"condition": "service_healthy"}}
    assert RECORDS["healthcheck"]["test"] == ["CMD", "pg_isready", "--username", user]


@pytest.mark.proof
def test_compose_reads_its_file() -> None:
    read = configuration(**{PASSWORD: "secret"})

    assert read.returncode == 0, read.stderr
    assert set(yaml.safe_load(read.stdout)["services"]) == {"site", "records"}


@pytest.mark.proof
def test_compose_refuses_to_start_without_a_password() -> None:
    refused = configuration()

    assert refused.returncode != 0
    assert PASSWORD in refused.stderr
