"""The machine's own voice never interrupts it; a citizen's does, soon."""

from pathlib import Path

import numpy as np
import pytest

from voice.echo import EchoFreeMicrophone, EchoReference
from voice.levels import level_db
from voice.listener import Attention, Heard, Listener
from voice.loudspeaker import Sound, SounddeviceLoudspeaker
from voice.recognizers import ScriptedRecognizer
from voice.recognizers.recognizer import RATE_HZ
from voice.simulated_room import SimulatedRoom, Spoken
from voice.specimens import load_specimens, read_recording

EVALUATION = Path(__file__).parents[2] / "assets" / "evaluation"


@pytest.fixture(scope="module")
def machine() -> list[Spoken]:
    spoken = [one for one in load_specimens(EVALUATION / "spoken") if one.voice == "zf_xiaobei"]
    at_s, sentences = 0.5, []
    for one in spoken[:3]:
        sound = read_recording(one.path)
        sentences.append(Spoken(at_s, sound))
        at_s += len(sound) / RATE_HZ + 0.3
    return sentences


@pytest.fixture(scope="module")
def stop() -> np.ndarray:
    one = next(
        one
        for one in load_specimens(EVALUATION / "called")
        if (one.text, one.voice) == ("等一下", "zm_yunyang")
    )
    recording = read_recording(one.path)
    return recording[int(np.argmax(np.abs(recording) > 0.02)) :] * np.float32(0.6)


def overhear(room: SimulatedRoom) -> tuple[object, list[float]]:
    begun_s: list[float] = []
    listener = Listener(EchoFreeMicrophone(room, room.reference), ScriptedRecognizer(["等一下"]))
    attention = Attention(lambda text: None, lambda level: None, lambda: False)
    heard = listener.overhear(lambda: begun_s.append(room.now_s), attention)
    return heard, begun_s


@pytest.mark.parametrize(("gain", "delay_s"), [(1.0, 0.05), (0.3, 0.31)])
def test_its_own_voice_never_interrupts_it(
    machine: list[Spoken], gain: float, delay_s: float
) -> None:
    room = SimulatedRoom(machine, (), gain, (delay_s, delay_s + 0.005))
    assert overhear(room) == (None, [])


def test_a_citizen_who_cuts_in_is_noticed_within_half_a_second(
    machine: list[Spoken], stop: np.ndarray
) -> None:
    room = SimulatedRoom(machine, [Spoken(8.0, stop)], 0.3)
    heard, begun_s = overhear(room)
    assert heard == Heard("等一下", 0.9)
    assert 8.0 <= begun_s[0] <= 8.5


def test_where_nothing_is_played_the_sound_comes_in_as_it_is() -> None:
    room = SimulatedRoom((), [Spoken(0.5, np.full(RATE_HZ, 0.1, dtype=np.float32))])
    plain = SimulatedRoom((), [Spoken(0.5, np.full(RATE_HZ, 0.1, dtype=np.float32))])
    cleaned = EchoFreeMicrophone(room, room.reference)
    cleaned.open()
    for _ in range(40):
        assert cleaned.read() == plain.read()


def test_the_machine_is_taken_out_once_the_room_is_known(machine: list[Spoken]) -> None:
    room, plain = (SimulatedRoom(machine, (), 0.5) for _ in range(2))
    cleaned = EchoFreeMicrophone(room, room.reference)
    cleaned.open()
    count = int(12.0 * RATE_HZ / 512)
    blocks = [(plain.read(), cleaned.read()) for _ in range(count)][count // 2 :]
    raw, left = (b"".join(side) for side in zip(*blocks, strict=True))
    assert level_db(left) < level_db(raw) - 15


def test_the_reference_gives_back_what_was_written_and_silence_around_it() -> None:
    reference = EchoReference(lambda: 0.0)
    reference.write(1.0, np.arange(1, 161, dtype=np.int16))
    found = reference.read(1.0 - 80 / RATE_HZ, 320)
    assert list(found) == [0] * 80 + list(range(1, 161)) + [0] * 80
    assert reference.may_sound(1.5)
    assert not reference.may_sound(9.0)


class _Stream:
    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


class _PortAudio:
    def __init__(self) -> None:
        self.stream = _Stream()

    def open(self, start: object) -> _Stream:
        return self.stream

    def closed(self) -> None:
        pass


def test_the_loudspeaker_writes_down_what_it_plays() -> None:
    import threading

    reference = EchoReference(lambda: 3.0)
    loudspeaker = SounddeviceLoudspeaker("", lambda: 0.5, _PortAudio(), reference)  # type: ignore[arg-type]
    tone = np.full(24_000, 0.5, dtype=np.float32)
    loudspeaker.play(Sound(tone, 24_000), threading.Event())
    found = reference.read(3.0, RATE_HZ)
    assert abs(int(found[8000]) - 0.25 * 32767) < 300
