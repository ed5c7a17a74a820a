"""A microphone that is pulled out while somebody speaks."""

from __future__ import annotations

from dataclasses import replace

from devices.status import DeviceState
from kiosk.effects import Listen, Understand
from kiosk.events import Event, Heard, HeardNothing, Pressed
from kiosk.journeys.consult import ConsultState, advance
from kiosk.journeys.typing import Draft
from kiosk.journeys.world import World
from kiosk.performers.hearing import Ear
from voice.endpointing import Endpointer
from voice.errors import MicrophoneError
from voice.listener import Listener, ListenSettings
from voice.microphone import BLOCK_BYTES
from voice.recognizers import ScriptedRecognizer


class PluggedMicrophone:
    """Hisses while it is plugged in; unplugged, it fails as PortAudio does."""

    def __init__(self) -> None:
        self.blocks_left = 40

    def open(self) -> None:
        pass

    def read(self) -> bytes:
        self.blocks_left -= 1
        if self.blocks_left < 0:
            raise MicrophoneError("话筒没有声音传来", "请检查话筒是否接好，也可以打字提问")
        return b"\x00\x10\x00\xf0" * (BLOCK_BYTES // 4)

    def close(self) -> None:
        pass


def test_a_microphone_unplugged_in_a_sentence_is_told_typing_goes_on_and_it_hears_again(
    world: World,
) -> None:
    microphone = PluggedMicrophone()
    listener = Listener(
        microphone,
        ScriptedRecognizer(["居住证怎么办", "居住证怎么办"]),
        new_endpointer=lambda: Endpointer(lambda block: 1.0),
        settings=ListenSettings(longest_s=2.0),
    )
    ear = Ear(lambda: listener)
    posted: list[Event] = []
    ear.perform(Listen(), posted.append)
    told = posted[-1]
    assert told == HeardNothing("话筒没有声音传来", "请检查话筒是否接好，也可以打字提问")
    assert ear.status().state is DeviceState.ERROR

    state, _ = advance(ConsultState(phase="listening"), told, world)
    assert "打字" in state.message
    state, _ = advance(state, Pressed("type"), world)
    state, effects = advance(
        replace(state, draft=Draft("居住证怎么办")), Pressed("ask_typed"), world
    )
    assert Understand("居住证怎么办") in effects

    microphone.blocks_left = 1000
    ear.perform(Listen(), posted.append)
    assert posted[-1] == Heard("居住证怎么办", "text")
    assert ear.status().state is DeviceState.READY
