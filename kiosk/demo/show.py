"""Puts window, terminal, simulated devices and citizen together for one visit."""

from __future__ import annotations

import os
import resource
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.demo.citizen import Citizen, LostError
from kiosk.demo.finger import Finger
from kiosk.demo.hall_pages import listed
from kiosk.demo.rig import SimulatedRig, simulated_rig
from kiosk.demo.script import Answers, play_visit
from kiosk.journeys.application import ApplyState
from kiosk.opening import opening_of
from kiosk.start import Window
from kiosk.terminal import Terminal

WIDTH, HEIGHT = 1080, 1920
SECOND_ITEM = "城乡居民"
TYPED = {
    "phone": "13800000000",
    "household_address": "guangzhoushi=广州市|yuexiuqu=越秀区|yangben=样本|lu=路|1号",
    "residence_address": "copy:household_address",
    "residence_since": "20240501",
    "residence_reason": "住所",
    "insurance_place": "foshanshi=佛山市|chanchengqu=禅城区",
}
"""What the citizen enters, by datum: pinyin=word, signs, or the place to copy from."""


class DemoError(Exception):
    """The demonstration did not reach its end."""


def play_demo(
    pictures: Path, pace_s: float, kill_hall: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Play one visit in the real window; return its figures."""
    pictures.mkdir(parents=True, exist_ok=True)
    with simulated_rig() as rig:
        settings = rig.settings(WIDTH, HEIGHT)
        window = Window(opening_of(settings), lambda: settings, demo=True)
        visit = _DemoVisit(window, rig, pictures, pace_s, kill_hall, tell)
        threading.Thread(target=visit.play, name="citizen", daemon=True).start()
        window.run()
        return visit.result()


class _DemoVisit:
    """The citizen's thread beside the running window."""

    def __init__(
        self,
        window: Window,
        rig: SimulatedRig,
        pictures: Path,
        pace_s: float,
        kill_hall: bool,
        tell: Callable[[str], None],
    ) -> None:
        self._window = window
        self._rig = rig
        self._kill_hall = kill_hall
        self._tell = tell
        self._result: dict[str, Any] = {}
        self._failure = "the window was closed before the visit ended"
        display = os.environ["DISPLAY"]
        self._citizen = Citizen(
            screen=lambda: window.terminal.stage.screen,
            is_settled=lambda: window.terminal.stage.is_settled,
            locate=window.locate,
            locate_signature=window.locate_signature,
            finger=Finger(display),
            display=display,
            pictures=pictures,
            pace_s=pace_s,
            tell=tell,
        )

    @property
    def _terminal(self) -> Terminal:
        return self._window.terminal

    def play(self) -> None:
        """Play the visit, then close the window whatever happened."""
        try:
            self._window.wait_first_frame(timeout_s=60)
            self._result = self._visit()
            self._failure = ""
        except (LostError, TimeoutError) as error:
            self._failure = str(error)
            self._citizen.look("lost")
        except Exception:
            self._failure = traceback.format_exc()
        finally:
            self._window.close()

    def result(self) -> dict[str, Any]:
        """Return the figures, or raise `DemoError` with what went wrong."""
        if self._failure:
            raise DemoError(self._failure)
        return self._result

    def _visit(self) -> dict[str, Any]:
        world = self._terminal.stage.world
        codes = {item.name: item.code for item in world.catalogue.items}
        second = next(code for name, code in codes.items() if name.startswith(SECOND_ITEM))
        answers = Answers(self._answer, second)
        outcome = play_visit(
            self._citizen,
            self._rig,
            answers,
            before_submit=self._terminal.link.kill if self._kill_hall else lambda: None,
            question_key=self._question_key,
            take_number=not self._kill_hall,
        )
        heartbeat = self._window.heartbeat
        assert heartbeat is not None
        result: dict[str, Any] = {
            "heard": outcome.heard,
            "case_number": outcome.case_number,
            "ticket": outcome.ticket,
            "receipt": outcome.receipt,
            "printed": self._rig.printed_text(),
            "steps": self._citizen.steps,
            "ui_blocked_ms_max": round(heartbeat.blocked_ms_max, 1),
            "ui_blocked_over_50_ms": heartbeat.blocked_count,
        }
        if self._kill_hall:
            result["arrived"] = self._bring_hall_back()
        result["cases"], result["tickets"] = listed(self._terminal.link.staff_url)
        result["peak_rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return result

    def _bring_hall_back(self) -> str:
        self._terminal.link.start()
        outbox = self._terminal.outbox
        self._citizen.wait("the case to arrive", lambda _: outbox.count_pending() == 0, 90)
        return outbox.entries()[-1].case_number

    def _question_key(self) -> str:
        state = self._terminal.stage.visit.journey
        if isinstance(state, ApplyState) and state.step == "fill" and not state.whole_table:
            return state.questions[state.question]
        return ""

    def _answer(self, key: str) -> str:
        """Return what the citizen types: the specimen of the field unless the script says more."""
        state = self._terminal.stage.visit.journey
        if key in TYPED or not isinstance(state, ApplyState) or state.table is None:
            return TYPED.get(key, "")
        return state.table.row(key).definition.specimen
