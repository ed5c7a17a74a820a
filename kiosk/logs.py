"""Logs that say what went wrong and where, never whose data it was."""

from __future__ import annotations

import logging
import logging.handlers
import traceback
from pathlib import Path
from types import TracebackType

_LIMIT_BYTES = 2_000_000


class DiscreetFormatter(logging.Formatter):
    """Writes an exception's type and frames without its message, which may quote a citizen."""

    def formatException(  # noqa: N802  # the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the frames and the exception's type."""
        kind, _, trace = ei
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__name__ if kind is not None else 'no exception'}"


def start_logging(folder: Path) -> Path:
    """Log to a file of limited size in the folder and return its path."""
    path = folder / "yimen.log"
    handler = _open_log(path)
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Access lines carry case numbers and addresses of pages about a person.
    for noisy in ("urllib3", "uvicorn.access", "faster_whisper"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return path


def _open_log(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return logging.handlers.RotatingFileHandler(
            path, maxBytes=_LIMIT_BYTES, backupCount=3, encoding="utf-8"
        )
    except OSError:
        # A full or broken disk costs the log file, not the terminal; systemd keeps stderr.
        return logging.StreamHandler()
