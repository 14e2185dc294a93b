"""The demonstration: a trainer, a learner, and a cohort with one lab released."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from campus5g.authoring.cohort import COHORT_FILE, Cohort, build, release
from campus5g.language import LANGUAGES, Language
from campus5g.site.accounts import Accounts, Role
from campus5g.site.folders import SiteFolders
from campus5g.site.lab_settings import write_lab_settings
from campus5g.site.pass_phrases import random_pass_phrase
from campus5g.site.private_files import write_private
from campus5g.site.welcome import welcome_page

COHORT_ID = "demo"
LAB = "packet-capture"
TRAINER = "camille"
LEARNER = "sacha"

_ROLES: dict[str, Role] = {TRAINER: "trainer", LEARNER: "learner"}
_TITLES: dict[Language, str] = {"fr": "Groupe de démonstration", "en": "Demonstration group"}
_PassPhrases = TypeAdapter(dict[str, str])


@dataclass(frozen=True)
class SignIn:
    """What a person types on the sign-in page."""

    name: str
    role: Role
    pass_phrase: str


def prepare_demo(folders: SiteFolders, language: Language) -> list[SignIn]:
    """Make what is missing of the demonstration and return its sign-ins.

    What people did since the last start stays: notebooks, submissions, grades,
    and the language that the accounts were made in.

    Raises:
        CampusError: when a module or the accounts file is damaged.
    """
    folders.exchange.mkdir(parents=True, exist_ok=True)
    # nbgrader insists on an exchange that everybody may write to; the data folder above is private.
    folders.exchange.chmod(0o777)
    sign_ins = _sign_ins(folders, language)
    for role in _ROLES.values():
        for each in LANGUAGES:
            write_lab_settings(folders.lab_settings(role, each), role, each)
    _make_homes(folders)
    _make_cohort(folders, language)
    return sign_ins


def _sign_ins(folders: SiteFolders, language: Language) -> list[SignIn]:
    accounts = Accounts(folders.accounts)
    try:
        known = _PassPhrases.validate_json(folders.demo_sign_ins.read_bytes())
    except FileNotFoundError:
        known = {}
    for name, role in _ROLES.items():
        account = accounts.find(name)
        if account is None or name not in known:
            known[name] = random_pass_phrase()
            accounts.set(name, role, account.language if account else language, known[name])
    write_private(folders.demo_sign_ins, _PassPhrases.dump_json(known, indent=2).decode() + "\n")
    return [SignIn(name, role, known[name]) for name, role in _ROLES.items()]


def _make_homes(folders: SiteFolders) -> None:
    for account in Accounts(folders.accounts).all():
        home = folders.homes / account.name
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        page = welcome_page(account.role, account.language)
        files = folders.files(account.name, account.role)
        files.mkdir(parents=True, exist_ok=True)
        (files / page.file_name).write_text(page.text, encoding="utf-8")


def _make_cohort(folders: SiteFolders, language: Language) -> None:
    folder = folders.cohorts / COHORT_ID
    if not (folder / COHORT_FILE).exists():
        cohort = Cohort(
            id=COHORT_ID,
            title=_TITLES[language],
            language=language,
            trainer=TRAINER,
            learners=[LEARNER],
            modules=[LAB],
        )
        build(cohort, folder)
    if not (folder / "release" / LAB).exists():
        release(folder, LAB, folders.exchange)
        _enrol(folder)


def _enrol(folder: Path) -> None:
    """Name the learner in the gradebook, which calls people “None, None” otherwise."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", COHORT_ID) as gradebook:
        gradebook.update_or_create_student(
            LEARNER, first_name=LEARNER.capitalize(), last_name="Démo"
        )
