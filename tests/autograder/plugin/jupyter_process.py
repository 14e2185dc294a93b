"""``jupyter server`` as a separate process, with the test's configuration."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from running_program import running

from campus5g.site.running.ports import free_ports

WITHIN_S = 120
CONFIGURATION = """
c = get_config()
c.ServerApp.root_dir = {root!r}
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.port = {port}
c.ServerApp.token = ""
c.ServerApp.disable_check_xsrf = True
"""


@contextmanager
def jupyter_server(place: Path, root: Path, more: str) -> Iterator[str]:
    """Serve the folder `root` and give the address.

    Args:
        place: where the server keeps its own files.
        root: the folder, in which the server is started.
        more: lines of its configuration.
    """
    file = place / "jupyter_server_config.py"
    file.write_text(CONFIGURATION.format(root=str(root), port=free_ports(1)[0]) + more)
    tools = Path(sys.executable).parent
    with running(
        [sys.executable, "-m", "jupyter_server", f"--config={file}"],
        cwd=root,
        env={
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "JUPYTER_CONFIG_DIR": str(place / "none"),
            "JUPYTER_RUNTIME_DIR": str(place / "runtime"),
        },
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        url = ""
        for line in process.stderr:
            if "http://localhost:" in line:
                url = "http://127.0.0.1:" + line.split("localhost:")[1].split("/")[0] + "/"
            if "Use Control-C" in line:
                break
        # It binds its port a moment after it has named it.
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=WITHIN_S) as client:
            client.get(f"{url}api").raise_for_status()
        yield url
