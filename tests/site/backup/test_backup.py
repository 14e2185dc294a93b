"""A site that was backed up while it ran is the same after a restore."""

import datetime
import io
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest
from new_records import new_records
from sqlalchemy import select
from typer.testing import CliRunner, Result

from campus5g.authoring.cohorts.gradebook_file import make_gradebook
from campus5g.commands.site import sites
from campus5g.errors import CampusError
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.administration.health import BACKED_UP
from campus5g.site.administration.people import NewPerson, make
from campus5g.site.backup import making
from campus5g.site.backup.checking import check
from campus5g.site.backup.contents import belongs
from campus5g.site.backup.making import back_up
from campus5g.site.backup.restoring import restore, verified
from campus5g.site.certificates.content import digest
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.grade_items import item_scores
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.records.people import Person
from campus5g.site.records.trail import Trace

CONTENT = {"holder": {"last_name": "D’Hœuvre"}, "pass_mark": 0.6}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make the site once, as it is with a learner's pass phrase: every test has a copy."""
    folders = SiteFolders(tmp_path_factory.mktemp("made") / "site")
    for each in (folders.exchange / "mill" / "inbound", folders.homes / "ada", folders.progress):
        each.mkdir(parents=True)
    folders.exchange.chmod(0o777)
    (folders.homes / "ada" / "notes é.txt").write_text("à moi", encoding="utf-8")
    (folders.progress / "ada.jsonl").write_text("{}\n")
    folders.cookie_secret.write_text("secret")
    folders.cookie_secret.chmod(0o600)
    for file in (folders.log, folders.log.with_name("site.log.1"), folders.proxy_pid):
        file.write_text("of this run")
    with closing(sqlite3.connect(folders.database)) as hub:
        hub.execute("create table spawners (state)")
    runtime = folders.homes / "ada" / ".local" / "share" / "jupyter" / "runtime"
    runtime.mkdir(parents=True)
    (runtime / "jpserver-4711.json").write_text('{"pid": 4711, "port": 8888, "token": "…"}')
    (folders.homes / "ada" / "out").symlink_to("/etc")
    return folders.data, _fill(folders)


@pytest.fixture
def folders(made: tuple[Path, str], tmp_path: Path) -> SiteFolders:
    return SiteFolders(shutil.copytree(made[0], tmp_path / "site", symlinks=True))


@pytest.fixture
def phrase(made: tuple[Path, str]) -> str:
    return made[1]


def _fill(folders: SiteFolders) -> str:
    database = new_records(folders.records)
    with database.session() as records:
        phrase = make(records, NewPerson("ada", "learner", "fr", "Ada", "D’Hœuvre"))
        make(records, NewPerson("tina", "trainer", "fr"))
        records.flush()
        ada = records.scalars(select(Person).where(Person.name == "ada")).one()
        records.add(
            CohortRecord(
                id="mill",
                title="Laminoir",
                language="fr",
                ends=datetime.date(2026, 12, 1),
                enrolments=[Enrolment(person=ada)],
            )
        )
        records.flush()
        records.add(
            Certificate(
                number="C5G-2026-AAAA-BBBB",
                kind="completion",
                person_id=ada.id,
                cohort_id="mill",
                content=CONTENT,
                content_sha256=digest(CONTENT),
            )
        )
    database.close()
    _grade(folders)
    return phrase


def _grade(folders: SiteFolders) -> None:
    from nbgrader.api import Gradebook

    course = folders.cohorts / "mill"
    course.mkdir(parents=True)
    make_gradebook(course / "gradebook.db")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("radio")
        gradebook.add_notebook("radio", "radio")
        gradebook.add_grade_cell("final", "radio", "radio", max_score=12, cell_type="code")
        gradebook.add_student("ada")
        submission = gradebook.add_submission("radio", "ada")
        submission.notebooks[0].grades[0].auto_score = 9
        gradebook.db.commit()


def opened(folders: SiteFolders) -> Database:
    return Database(f"sqlite:///{folders.records}")


def test_a_restored_site_has_the_same_sign_ins_grades_certificates_and_draws(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    draw = draw_of(folders, "ada", "mill", "radio")
    back_up(folders, opened(folders), tmp_path / "backup.tar.gz")
    new = SiteFolders(tmp_path / "new")

    restore(tmp_path / "backup.tar.gz", new)

    database = opened(new)
    account = Accounts(database).verify("ada", phrase)
    assert account is not None
    assert item_scores(new.cohorts / "mill")["ada", "radio"]["final"].points == 9
    with database.session() as records:
        (certificate,) = records.scalars(select(Certificate))
        assert digest(certificate.content) == certificate.content_sha256
        ada = records.scalars(select(Person).where(Person.name == "ada")).one()
        assert ada.shown_name == "Ada D’Hœuvre"
    assert (new.homes / "ada" / "notes é.txt").read_text(encoding="utf-8") == "à moi"
    assert (new.progress / "ada.jsonl").exists()
    assert new.cookie_secret.read_text() == "secret"
    assert new.cookie_secret.stat().st_mode & 0o777 == 0o600
    assert draw_of(new, "ada", "mill", "radio") == draw
    assert new.draw_secret.stat().st_mode & 0o777 == 0o600
    assert new.exchange.stat().st_mode & 0o777 == 0o777
    assert (new.exchange / "mill" / "inbound").is_dir()


def test_the_command_restores_and_says_how_to_start(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    file, new = tmp_path / "backup.tar.gz", tmp_path / "new"
    back_up(folders, opened(folders), file)

    result = CliRunner().invoke(sites, ["restore", str(file), "--data", str(new)])

    assert result.exit_code == 0, result.output
    assert f"campus5g start --data {new}" in result.output
    assert Accounts(opened(SiteFolders(new))).verify("ada", phrase)


def test_run_files_and_links_are_left_out(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    back_up(folders, opened(folders), tmp_path / "backup.tar.gz")

    with tarfile.open(tmp_path / "backup.tar.gz") as archive:
        names = set(archive.getnames())
    assert not names & {"site.log", "site.log.1", "run.lock", "homes/ada/out"}
    assert not any(name.endswith(("-wal", "-shm")) for name in names)
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600


def test_numbers_of_processes_ports_and_tokens_are_left_out(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    back_up(folders, opened(folders), tmp_path / "backup.tar.gz")

    with tarfile.open(tmp_path / "backup.tar.gz") as archive:
        names = archive.getnames()
    assert not [each for each in names if "hub.sqlite" in each or "proxy.pid" in each]
    assert not [each for each in names if "runtime" in each]


def test_those_in_a_backup_of_an_earlier_version_are_not_restored(
    folders: SiteFolders, phrase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "campus5g.site.backup.making.belongs", lambda path: "records" not in str(path)
    )
    back_up(folders, opened(folders), tmp_path / "backup.tar.gz")
    new = SiteFolders(tmp_path / "new")

    restore(tmp_path / "backup.tar.gz", new)

    assert Accounts(opened(new)).verify("ada", phrase)
    assert not new.database.exists()
    assert not new.proxy_pid.exists()
    assert not [*new.homes.rglob("jpserver-*")]


def run_backup(*arguments: str) -> Result:
    return CliRunner().invoke(sites, ["backup", *arguments])


@pytest.mark.parametrize("holds", ["nothing", "a demo", "an empty database"])
def test_a_folder_that_is_no_site_is_refused_and_left_as_it_is(tmp_path: Path, holds: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    if holds == "a demo":
        (data / "demo").mkdir()
        (data / "gateways").mkdir()
    if holds == "an empty database":
        Database(f"sqlite:///{data / 'records.sqlite'}").upgrade()
    before = sorted(data.rglob("*"))

    result = run_backup(str(tmp_path / "backup.tar.gz"), "--data", str(data))

    assert isinstance(result.exception, CampusError)
    assert str(data) in result.exception.problem
    assert sorted(data.rglob("*")) == before
    assert not (tmp_path / "backup.tar.gz").exists()


def test_a_folder_whose_records_should_be_elsewhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS, "postgresql+psycopg://campus@/campus")
    (tmp_path / "data" / "demo").mkdir(parents=True)

    result = run_backup(str(tmp_path / "backup.tar.gz"), "--data", str(tmp_path / "data"))

    assert isinstance(result.exception, CampusError)
    assert result.exception.problem.startswith(str(tmp_path / "data"))


def test_a_site_with_accounts_that_never_started_is_backed_up(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    folders.cookie_secret.unlink()

    result = run_backup(str(tmp_path / "backup.tar.gz"), "--data", str(folders.data))

    assert result.exit_code == 0


def test_backups_of_a_folder_have_dates_and_the_oldest_go(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    place.mkdir()
    for day in range(1, 5):
        (place / f"campus5g-2026-11-0{day}-023000.tar.gz").touch()
    (place / "before-the-update.tar.gz").touch()

    result = run_backup(str(place), "--keep", "3", "--data", str(folders.data))

    assert result.exit_code == 0, result.output
    names = sorted(each.name for each in place.iterdir())
    assert names[:3] == [
        "before-the-update.tar.gz",
        "campus5g-2026-11-03-023000.tar.gz",
        "campus5g-2026-11-04-023000.tar.gz",
    ]
    assert len(names) == 4
    assert verified(place / names[-1]).files


def test_a_database_of_another_version_is_backed_up_only_as_a_file(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(folders.records)) as records:
        records.execute("update alembic_version set version_num = '9999'")
        records.commit()

    with pytest.raises(CampusError, match="9999"):
        back_up(folders, opened(folders), tmp_path / "backup.tar.gz")

    assert not list(tmp_path.glob("*backup*"))


def test_a_backup_taken_during_writes_is_consistent(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    gradebook = folders.cohorts / "mill" / "gradebook.db"
    writer = sqlite3.connect(gradebook)
    writer.execute("begin immediate")
    writer.execute("update grade set auto_score = 1")

    back_up(folders, opened(folders), tmp_path / "backup.tar.gz")
    writer.rollback()
    writer.close()

    new = SiteFolders(tmp_path / "new")
    restore(tmp_path / "backup.tar.gz", new)
    assert item_scores(new.cohorts / "mill")["ada", "radio"]["final"].points == 9


def test_a_backup_is_logged(folders: SiteFolders, phrase: str, tmp_path: Path) -> None:
    database = opened(folders)

    back_up(folders, database, tmp_path / "backup.tar.gz")

    with database.session() as records:
        (line,) = records.scalars(select(Trace))
        assert (line.action, line.subject) == (BACKED_UP, "backup.tar.gz")


def test_nothing_is_overwritten(folders: SiteFolders, phrase: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    back_up(folders, opened(folders), file)

    with pytest.raises(CampusError, match=r"exist"):
        back_up(folders, opened(folders), file)
    with pytest.raises(CampusError, match=r"vide|empty"):
        restore(file, folders)
    with pytest.raises(CampusError):
        back_up(folders, opened(folders), folders.data / "backup.tar.gz")


def test_missing_folders_are_reported_and_not_created(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    with pytest.raises(CampusError, match="nowhere"):
        back_up(folders, opened(folders), tmp_path / "nowhere" / "backup.tar.gz")
    result = CliRunner().invoke(
        sites, ["backup", str(tmp_path / "backup.tar.gz"), "--data", str(tmp_path / "typo")]
    )

    assert isinstance(result.exception, CampusError)
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
def test_a_damaged_backup_restores_nothing(
    folders: SiteFolders, phrase: str, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "backup.tar.gz"
    back_up(folders, opened(folders), file)
    match damage:
        case "cut":
            file.write_bytes(file.read_bytes()[:-2000])
        case "changed":
            _replace(file, "cookie-secret", b"forged")
        case "other":
            file.write_bytes(b"no archive at all")

    with pytest.raises(CampusError):
        verified(file)
    with pytest.raises(CampusError):
        restore(file, SiteFolders(tmp_path / "new"))
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".restoring-*"))


def test_a_check_restores_nothing_and_takes_the_youngest_of_a_folder(
    folders: SiteFolders, phrase: str, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "campus5g-2020-01-01-000000.tar.gz").write_bytes(b"damaged long ago")
    made = CliRunner().invoke(sites, ["backup", str(backups), "--data", str(folders.data)])

    checked = CliRunner().invoke(sites, ["restore", str(backups), "--check"])

    assert made.exit_code == checked.exit_code == 0
    assert "is complete" in checked.output
    assert "2020" not in checked.output


@pytest.mark.parametrize("damage", ["cut", "database"])
def test_a_check_finds_what_could_not_be_restored(
    folders: SiteFolders, phrase: str, tmp_path: Path, damage: str
) -> None:
    (course := folders.cohorts / "torn").mkdir(parents=True)
    gradebook = course / "gradebook.db"
    with closing(sqlite3.connect(gradebook)) as grades:
        grades.executescript("create table grade (x); insert into grade values (randomblob(9000))")
    back_up(folders, opened(folders), whole := tmp_path / "whole.tar.gz")
    check(whole)
    file = tmp_path / "backup.tar.gz"
    if damage == "cut":
        file.write_bytes(whole.read_bytes()[:-2000])
    else:
        gradebook.write_bytes(gradebook.read_bytes()[:5000].ljust(12_000, b"x"))
        with pytest.MonkeyPatch.context() as patch:
            # A disk that damages what has been copied.
            patch.setattr(making, "_SQLITE", b"no database begins like this")
            back_up(folders, opened(folders), file)

    with pytest.raises(CampusError, match=r"abîmée|entière"):
        check(file)


@pytest.mark.parametrize("folder", ["arriving", "portal/arriving"])
def test_work_on_its_way_is_left_out_and_a_group_of_that_name_is_not(folder: str) -> None:
    assert not belongs(PurePosixPath(folder) / "ada+mill+lab+0")
    assert belongs(PurePosixPath("cohorts") / folder / "cohort.yaml")


def _replace(file: Path, name: str, content: bytes) -> None:
    with tarfile.open(file) as archive:
        members = [
            (each, stream.read() if (stream := archive.extractfile(each)) else b"")
            for each in archive
        ]
    with tarfile.open(file, "w:gz") as archive:
        for member, old in members:
            new = content if member.name == name else old
            member.size = len(new)
            archive.addfile(member, io.BytesIO(new))
