"""The Hub's own database: sessions and running servers, in a schema beside the site's records."""

import os

from sqlalchemy.schema import CreateSchema

from campus5g.authoring.cohorts.gradebooks.schema import engine_of, schema_address
from campus5g.places import DATABASE_VARIABLE
from campus5g.site.folders import SiteFolders

SCHEMA = "hub"


def hub_address(folders: SiteFolders) -> str:
    """Return the address of the Hub's database, as SQLAlchemy writes it."""
    database = _postgresql()
    return schema_address(database, SCHEMA) if database else f"sqlite:///{folders.database}"


def make_schema_of_hub() -> None:
    """Make the schema, where the site has PostgreSQL; the Hub makes its tables itself."""
    database = _postgresql()
    if database:
        with engine_of(database).begin() as connection:
            connection.execute(CreateSchema(SCHEMA, if_not_exists=True))


def _postgresql() -> str:
    database = os.environ.get(DATABASE_VARIABLE, "")
    return database if database.startswith("postgresql") else ""
