"""Learns what the hall calls the five levels of an evaluation, and remembers it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from pydantic import ValidationError

from kiosk.effects import Effect
from kiosk.events import LevelsSeen
from kiosk.platform.client import HallClient
from kiosk.platform.protocol import EvaluationLevels
from kiosk.runner import Post

POLL_S = 300.0
RETRY_S = 10.0

log = logging.getLogger(__name__)


class LevelsDesk:
    """Asks the hall now and then; while it does not answer, what it said last holds."""

    handles: tuple[type, ...] = ()
    urgent: tuple[type, ...] = ()

    def __init__(
        self, client: HallClient, path: Path, poll_s: float = POLL_S, retry_s: float = RETRY_S
    ) -> None:
        """Keep in `path` what the hall said last."""
        self._client = client
        self._path = path
        self._poll_s = poll_s
        self._retry_s = retry_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, post: Post) -> None:
        """Begin to ask."""
        self._thread = threading.Thread(
            target=self._watch, args=(post,), name="levels", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop asking."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def perform(self, effect: Effect, post: Post) -> None:
        """No effect is for this desk."""

    def _watch(self, post: Post) -> None:
        known = self._read()
        if known is not None:
            post(_seen(known))
        while not self._stopping.is_set():
            levels = self._client.evaluation_levels()
            answered = isinstance(levels, EvaluationLevels)
            if isinstance(levels, EvaluationLevels) and levels != known:
                known = levels
                self._keep(levels)
                post(_seen(levels))
            self._stopping.wait(self._poll_s if answered else self._retry_s)

    def _read(self) -> EvaluationLevels | None:
        try:
            return EvaluationLevels.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            log.warning("%s cannot be read; the hall will say again", self._path)
            return None

    def _keep(self, levels: EvaluationLevels) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(levels.model_dump_json().encode())
            fresh.replace(self._path)
        except OSError:
            log.exception("what the hall calls the levels could not be kept")


def _seen(levels: EvaluationLevels) -> LevelsSeen:
    return LevelsSeen(levels.names, levels.english, levels.satisfied)
