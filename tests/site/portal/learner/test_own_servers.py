"""Which servers the Hub starts: a person's own, and those of the cohorts they teach."""

import pytest

from campus5g.site.records.database import Database
from campus5g.site.servers.server_cohort import cohort_of_server


@pytest.mark.parametrize(
    ("name", "server"),
    [("ada", ""), ("tina", ""), ("tina", "rolling-mill"), ("alma", "rolling-mill")],
)
def test_people_have_their_own_server_and_those_of_the_cohorts_they_teach(
    database: Database, name: str, server: str
) -> None:
    assert cohort_of_server(database, name, server) == server


@pytest.mark.parametrize(
    ("name", "server"),
    [
        ("ada", "rolling-mill"),
        ("theo", "rolling-mill"),
        ("tina", "nowhere"),
        ("nobody", "terminal"),
    ],
)
def test_a_person_gets_no_server_on_others_files(
    database: Database, name: str, server: str
) -> None:
    with pytest.raises(PermissionError):
        cohort_of_server(database, name, server)
