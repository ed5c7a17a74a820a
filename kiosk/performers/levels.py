"""Learns what the hall calls the five levels of an evaluation, and remembers it."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import ValidationError

from kiosk.delivery_thread import DeliveryThread
from kiosk.effects import Effect
from kiosk.events import LevelsSeen
from kiosk.platform.client import HallClient
from kiosk.platform.protocol import EvaluationLevels
from kiosk.runner import Post
from kiosk.staff_tries import write_private

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
        self._known: EvaluationLevels | None = None
        self._post: Post = lambda event: None
        self._asking = DeliveryThread("levels", self._ask, retry_s, retry_s, idle_pause_s=poll_s)

    def start(self, post: Post) -> None:
        """Tell what is remembered, and begin to ask."""
        self._post = post
        self._known = self._read()
        if self._known is not None:
            post(_seen(self._known))
        self._asking.start()

    def stop(self) -> None:
        """Stop asking."""
        self._asking.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """No effect is for this desk."""

    def _ask(self) -> bool:
        levels = self._client.evaluation_levels()
        if not isinstance(levels, EvaluationLevels):
            return False
        if levels != self._known:
            self._known = levels
            self._keep(levels)
            self._post(_seen(levels))
        return True

    def _read(self) -> EvaluationLevels | None:
        try:
            return EvaluationLevels.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            log.warning("%s cannot be read; the hall will say again", self._path)
            return None

    def _keep(self, levels: EvaluationLevels) -> None:
        try:
            write_private(self._path, levels.model_dump(mode="json"))
        except OSError:
            log.exception("what the hall calls the levels could not be kept")


def _seen(levels: EvaluationLevels) -> LevelsSeen:
    return LevelsSeen(levels.names, levels.english, levels.satisfied)
