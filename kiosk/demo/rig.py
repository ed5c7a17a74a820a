"""The simulated devices of the demonstration; never part of a terminal in service."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from devices.simulators.paper import decode
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.scenes import write_scene_video
from devices.simulators.virtual_card import VirtualCard
from kiosk.settings import PROJECT_FOLDER, KioskSettings
from voice.null_audio import NullAudio, null_audio

RECORDINGS = PROJECT_FOLDER / "assets" / "sounds" / "demo"


class SimulatedRig:
    """A card, a page, a voice and a roll of paper in a temporary folder."""

    def __init__(self, folder: Path, card: VirtualCard, audio: NullAudio) -> None:
        self._folder = folder
        self._card = card
        self._audio = audio
        self.paper = folder / "paper.bin"
        self.page = folder / "page.avi"
        for sharp in (True, False):
            write_scene_video(self._scene(sharp), sharp=sharp)
        self.show_page(sharp=False)

    def settings(self, width: int, height: int) -> KioskSettings:
        """Return the settings of a terminal wired to these devices."""
        return KioskSettings.model_validate(
            {
                "screen": {"width": width, "height": height},
                "camera": {"source": str(self.page)},
                "card_reader": {"kind": "pcsc", "name": "Virtual PCD 00 00"},
                "printer": {"kind": "file", "target": str(self.paper)},
                # The voice that every terminal has.
                "speech": {"synthesizer": "pyttsx3"},
                "data": {"folder": str(self._folder / "data")},
            }
        )

    def say(self, recording: str) -> None:
        """Play a recording into the microphone."""
        self._audio.play_into_microphone(RECORDINGS / f"{recording}.wav")

    def put_card(self) -> None:
        """Lay the card on the reader."""
        self._card.insert()

    def take_card(self) -> None:
        """Lift the card."""
        self._card.remove()

    def show_page(self, *, sharp: bool) -> None:
        """Put a page under the camera by turning the link the camera reads."""
        turned = self._folder / "turned"
        turned.unlink(missing_ok=True)
        turned.symlink_to(self._scene(sharp))
        turned.replace(self.page)

    def printed_text(self) -> str:
        """Return the text of all slips printed so far."""
        return decode(self.paper.read_bytes()).text if self.paper.exists() else ""

    def _scene(self, sharp: bool) -> Path:
        return self._folder / ("sharp.avi" if sharp else "blurred.avi")


@contextmanager
def simulated_rig() -> Iterator[SimulatedRig]:
    """Start the sound server, the card daemon and the card; stop and wipe all of it at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yimen-demo-")))
        audio = stack.enter_context(null_audio(for_this_process=True))
        stack.enter_context(PcscDaemon())
        card = VirtualCard()
        stack.callback(card.remove)
        yield SimulatedRig(folder, card, audio)
