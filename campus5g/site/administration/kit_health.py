"""What `campus5g kit doctor` found for each kit: runs in the background, keeps its findings."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from campus5g.kit_setup.doctor import Finding
from campus5g.language import Language
from campus5g.manifest import Slug
from campus5g.site.folders import SiteFolders

_LONGEST_S = 300
_PROGRAM = "from campus5g.commands.main import main; main()"

_lock = threading.Lock()
_running: set[Path] = set()


@dataclass(frozen=True)
class Examined:
    """The latest examination of a kit: its findings, or why it has none."""

    at: datetime
    findings: list[Finding]
    problem: str = ""


def latest(folders: SiteFolders, kit: Slug) -> Examined | None:
    """Return the latest examination of a kit, None if there was none."""
    file = _file(folders, kit)
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        findings = [Finding(**each) for each in data["findings"]]
        return Examined(at, findings, data["problem"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_running(folders: SiteFolders, kit: Slug) -> bool:
    """Return whether a kit is being examined now; after a restart none is."""
    with _lock:
        return _file(folders, kit) in _running


def start_examination(folders: SiteFolders, kit: Slug, language: Language) -> None:
    """Examine a kit in the background, unless it is already being examined."""
    file = _file(folders, kit)
    with _lock:
        if file in _running:
            return
        _running.add(file)
    threading.Thread(target=_examine, args=(file, kit, language), daemon=True).start()


def _file(folders: SiteFolders, kit: Slug) -> Path:
    return folders.data / "kit-health" / f"{kit}.json"


def _examine(file: Path, kit: str, language: Language) -> None:
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                _PROGRAM,
                "kit",
                "doctor",
                kit,
                "--json",
                "--language",
                language,
            ],
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
        _keep(file, _findings(done.stdout, kit), done.stderr.strip())
    except (OSError, subprocess.TimeoutExpired) as error:
        _keep(file, [], str(error))
    finally:
        with _lock:
            _running.discard(file)


def _findings(output: str, kit: str) -> list[dict[str, str]]:
    try:
        found: list[dict[str, str]] = json.loads(output)[kit]
    except (ValueError, KeyError):
        return []
    return found


def _keep(file: Path, findings: list[dict[str, str]], problem: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    data = {"findings": findings, "problem": "" if findings else problem[:2000]}
    draft.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    draft.replace(file)
