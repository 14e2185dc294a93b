"""A real OpenSSH server of the test's own, on a loopback address, that lets one key in."""

import asyncio
import getpass
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

WITHIN_S = 60
SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin") or "/usr/sbin/sshd"


@dataclass(frozen=True)
class Login:
    """Where it listens, as ssh(1) takes it, and the configuration that leads in."""

    destination: str
    config: Path


def _key(file: Path) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    return file.with_suffix(".pub").read_text()


def _write_settings(folder: Path, host: str, port: int) -> Path:
    """Write the server's settings and the client's; returns the client's."""
    host_key = _key(folder / "host")
    (folder / "authorized").write_text(_key(folder / "user"))
    (folder / "sshd_config").write_text(
        f"ListenAddress {host}:{port}\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n"
    )
    (folder / "known").write_text(f"[{host}]:{port} {host_key}")
    if os.geteuid() == 0:
        # It wants this folder for its children, where they give up their rights.
        Path("/run/sshd").mkdir(exist_ok=True)
    config = folder / "ssh_config"
    config.write_text(
        f"IdentityFile {folder}/user\nIdentitiesOnly yes\nUserKnownHostsFile {folder}/known\n"
    )
    return config


@asynccontextmanager
async def openssh(folder: Path, host: str, port: int) -> AsyncIterator[Login]:
    """Run sshd for a while."""
    config = _write_settings(folder, host, port)
    server = await asyncio.create_subprocess_exec(
        SSHD, "-D", "-e", "-f", str(folder / "sshd_config"), stderr=asyncio.subprocess.PIPE
    )
    try:
        assert server.stderr is not None
        async with asyncio.timeout(WITHIN_S):
            while line := await server.stderr.readline():
                if b"Server listening" in line:
                    break
        yield Login(f"ssh://{getpass.getuser()}@{host}:{port}", config)
    finally:
        server.terminate()
        await server.wait()
