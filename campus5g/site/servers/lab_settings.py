"""What JupyterLab looks like before a person changes anything: language, viewers, tools."""

import json
from pathlib import Path

from campus5g.language import LANGUAGES, Language
from campus5g.site.folders import SiteFolders
from campus5g.site.surroundings import LabRole

_LOCALES: dict[Language, str] = {"fr": "fr_FR", "en": "en"}


def lab_overrides(language: Language) -> dict[str, dict[str, object]]:
    """Return the settings that differ from JupyterLab's own (``overrides.json``)."""
    return {
        "@jupyterlab/translation-extension:plugin": {"locale": _LOCALES[language]},
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
        "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
        "@jupyterlab/docmanager-extension:plugin": {
            "defaultViewers": {"markdown": "Markdown Preview"}
        },
        "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
    }


def choose_lab_language(language: Language, started_in: Language, settings: Path) -> None:
    """Have JupyterLab's menus in a language from its next page on.

    Args:
        language: that the person reads now.
        started_in: the language that the person's server was started with.
        settings: the folder of the person's own settings.
    """
    file = settings / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    try:
        chosen = json.loads(file.read_text(encoding="utf-8")).get("locale")
    except (OSError, ValueError, AttributeError):
        chosen = None
    if (chosen or _LOCALES[started_in]) != _LOCALES[language]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"locale": _LOCALES[language]}) + "\n", encoding="utf-8")


def disabled_lab_extensions() -> dict[str, bool]:
    """Return the extensions that are switched off."""
    return {
        # Work is handed out, handed in and marked on the portal, in the reader's language; a bar of
        # ours checks and hands in (`jupyter/labextensions`).
        "@jupyter/nbgrader": True,
        # Its button would show labs as pages, which they are not.
        "@voila-dashboards/jupyterlab-preview": True,
        # Whatever was lost, it tells of a server that is not running: ours looks (`connection`).
        "@jupyterlab/hub-extension:connectionlost": True,
        # Labs are measured and read, not stepped through.
        "@jupyterlab/debugger-extension": True,
        # The bar counts exercises; cells are nothing that a learner looks for.
        "@jupyterlab/notebook-extension:cell-counter-status": True,
    }


def server_extensions(role: LabRole) -> dict[str, bool]:
    """Return which of nbgrader's server extensions run for people of this role."""
    return {
        # A module's page uses it to hand itself in.
        "nbgrader.server_extensions.assignment_list": role == "learner",
        "nbgrader.server_extensions.course_list": False,
        "nbgrader.server_extensions.formgrader": False,
    }


def write_all_lab_settings(folders: SiteFolders) -> None:
    """Write the settings in every language."""
    for language in LANGUAGES:
        write_lab_settings(folders.lab_settings(language), language)


def write_lab_settings(folder: Path, language: Language) -> None:
    """Write the folder that JupyterLab reads as its ``app_settings_dir``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {
        "overrides.json": lab_overrides(language),
        "page_config.json": {"disabledExtensions": disabled_lab_extensions()},
    }.items():
        text = json.dumps(content, indent=2) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
