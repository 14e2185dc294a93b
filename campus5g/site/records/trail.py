"""The audit log and the settings of a site."""

import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from campus5g.site.records.base import Record, now


class Trace(Record):
    """Who did what to what, when. ``who`` is an account's name, or empty for the site itself."""

    __tablename__ = "traces"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime.datetime] = mapped_column(default=now, index=True)
    who: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any] | None]


class Setting(Record):
    """A setting that differs from its default (`campus5g.site.settings`)."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
