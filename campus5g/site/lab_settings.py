"""What JupyterLab looks like before a person changes anything: language, viewers, tools by role."""

import json
from pathlib import Path

from campus5g.language import Language
from campus5g.site.accounts import Role

_LOCALES: dict[Language, str] = {"fr": "fr_FR", "en": "en"}

# course-list leads to formgraders that run as Hub services: there are none, each trainer has
# the formgrader of the cohort in their own JupyterLab.
_NOT_FOR: dict[Role, tuple[str, ...]] = {
    "learner": ("formgrader", "create-assignment", "course-list"),
    "trainer": ("assignment-list", "course-list"),
}

_SERVER_EXTENSIONS: dict[str, str] = {
    "formgrader": "nbgrader.server_extensions.formgrader",
    "assignment-list": "nbgrader.server_extensions.assignment_list",
    "course-list": "nbgrader.server_extensions.course_list",
}


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


def disabled_lab_extensions(role: Role) -> dict[str, bool]:
    """Return the tools that people of this role do not see: some of nbgrader's, and Voilà's."""
    return {
        # Its button would show labs as pages, which they are not.
        "@voila-dashboards/jupyterlab-preview": True,
        **{f"@jupyter/nbgrader:{tool}": True for tool in _NOT_FOR[role]},
    }


def server_extensions(role: Role) -> dict[str, bool]:
    """Return which of nbgrader's server extensions run for people of this role."""
    return {module: tool not in _NOT_FOR[role] for tool, module in _SERVER_EXTENSIONS.items()}


def write_lab_settings(folder: Path, role: Role, language: Language) -> None:
    """Write the folder that JupyterLab reads as its ``app_settings_dir``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {
        "overrides.json": lab_overrides(language),
        "page_config.json": {"disabledExtensions": disabled_lab_extensions(role)},
    }.items():
        text = json.dumps(content, indent=2) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
