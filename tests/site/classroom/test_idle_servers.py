"""Unused servers."""

from contextlib import closing

import psutil
import pytest
from classroom_site import Classroom
from running_program import running

pytestmark = pytest.mark.proof

WITHIN_S = 120


def test_an_idle_server_is_ended_with_the_cullers_own_rights(classroom: Classroom) -> None:
    with closing(classroom.sign_in("ben")) as ben:
        server = classroom.open_server(ben, "ben")
        culler, rights = next(iter(classroom.processes("jupyterhub_idle_culler")))
        assert culler.username() == classroom.site_user
        impatient = [part for part in culler.cmdline() if not part.startswith("--")]

        with running([*impatient, "--timeout=1", "--cull-every=1"], env=rights):
            _, alive = psutil.wait_procs([server], timeout=WITHIN_S)

        assert alive == []
        page = ben.get("/user/ben/lab")
        assert "Votre espace" in page.text
