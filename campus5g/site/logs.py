"""Messages on standard output, as containers and journald collect them."""

import logging
import os
import sys

_STREAM = "JOURNAL_STREAM"
"""Set by systemd where standard output goes to its journal (systemd.exec(5))."""

_FORM = "%(levelname)s %(name)s: %(message)s"

# Of syslog(3), as journald reads them at the beginning of a line (sd-daemon(3)).
_PRIORITIES = ((logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
_DEBUG = 7


class LineFormatter(logging.Formatter):
    """Writes level, logger and message; also the time, unless the journal has it itself.

    In the journal each line says its priority, those of a traceback, too.
    """

    def __init__(self, *_: object, **__: object) -> None:
        self._in_journal = _STREAM in os.environ
        super().__init__(_FORM if self._in_journal else f"%(asctime)s {_FORM}")

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        try:
            record.getMessage()
        except (TypeError, ValueError):
            # JupyterHub has such records; what they were to say is better than a traceback.
            record.msg, record.args = f"{record.msg} {record.args}", None
        text = super().format(record)
        if not self._in_journal:
            return text
        priority = next((each for level, each in _PRIORITIES if record.levelno >= level), _DEBUG)
        return "\n".join(f"<{priority}>{line}" for line in text.splitlines())


def log_to_standard_output() -> None:
    """Have this process's warnings and errors written to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


def for_traitlets() -> dict[str, object]:
    """Return `traitlets.config.Application.logging_config` for the same lines."""
    name = f"{LineFormatter.__module__}.{LineFormatter.__name__}"
    return {"formatters": {"console": {"class": name}}}
