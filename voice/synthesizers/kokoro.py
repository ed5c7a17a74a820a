"""Kokoro 82M: a natural Mandarin voice, half as fast as speech to as fast as it on two cores."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.errors import ModelError, RenderingStoppedError
from voice.loudspeaker import Loudspeaker, Sound
from voice.reading import spoken_form
from voice.synthesizers.rendered import RenderedSpeech
from voice.synthesizers.shelf import NO_SHELF, DiskShelf
from voice.synthesizers.synthesizer import NORMALLY, Manner, OnProgress, SpeakOutcome

RATE_HZ = 24_000
_MODEL = "kokoro-v1.0.int8.onnx"
_MOST_TOKENS = 510
_SIGNS = Path(__file__).with_name("kokoro_signs.json")
"""The number of each phoneme, as the model's own config.json (Kokoro-82M, Apache-2.0) gives it."""
_REMEDY = "请运行 python -m voice.models .yimen/models/kokoro --voice"


class KokoroSynthesizer:
    """Speaks with the weights in a folder; `prepare` renders fixed phrases ahead."""

    def __init__(
        self,
        model_folder: Path,
        loudspeaker: Loudspeaker,
        voice: str = "zf_xiaobei",
        speed: float = 1.0,
        threads: int = 2,
        shelf_folder: Path | None = None,
    ) -> None:
        self._style = read_style(model_folder, voice)
        self._speed = speed
        self._session, self._vocabulary, self._phonemes = _load(model_folder / _MODEL, threads)
        self._input = self._session.get_inputs()[0].name
        self._busy = threading.Lock()
        self._running: Any = None
        manner = f"kokoro {voice} {speed}"
        shelf = DiskShelf(shelf_folder, manner) if shelf_folder is not None else NO_SHELF
        self._speech = RenderedSpeech(self.render, loudspeaker, shelf, self._stop_rendering)

    def speak(self, text: str, on_progress: OnProgress, manner: Manner = NORMALLY) -> SpeakOutcome:
        """Speak a text to its end."""
        return self._speech.speak(text, on_progress, manner)

    def stop(self) -> None:
        """Fall silent at once."""
        self._speech.stop()

    def prepare(self, text: str) -> None:
        """Render a text ahead, so that it is spoken without delay."""
        self._speech.prepare(text)

    def render(self, text: str, speed: float = 1.0) -> Sound:
        """Return a text as 24 kHz sound."""
        return self.render_as(text, self._style, self._speed * speed)

    def render_as(self, text: str, style: Any, speed: float) -> Sound:
        """Return a text as 24 kHz sound in another voice's style and at another speed."""
        with self._busy:
            phonemes, _ = self._phonemes(spoken_form(text))
            tokens = [self._vocabulary[sign] for sign in phonemes if sign in self._vocabulary]
            tokens = tokens[:_MOST_TOKENS]
            if not tokens:
                return Sound(np.zeros(0, dtype=np.float32), RATE_HZ)
            feed = {
                self._input: np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": style[len(tokens) - 1].reshape(1, -1),
                "speed": np.array([speed], dtype=np.float32),
            }
            return Sound(self._run(feed), RATE_HZ)

    def _run(self, feed: dict[str, Any]) -> NDArray[np.float32]:
        import onnxruntime

        self._running = options = onnxruntime.RunOptions()
        try:
            return np.asarray(self._session.run(None, feed, options)[0], dtype=np.float32).ravel()
        # onnxruntime's own exceptions share no base but this.
        except Exception as error:
            if options.terminate:
                raise RenderingStoppedError("朗读停下了") from error
            raise
        finally:
            self._running = None

    def _stop_rendering(self) -> None:
        running = self._running
        if running is not None:
            running.terminate = True


def read_style(model_folder: Path, voice: str) -> Any:
    """Return a voice's style vectors; raises ModelError when it is not installed."""
    path = model_folder / f"{voice}.bin"
    if not path.is_file():
        raise ModelError(f"缺少语音 {path}", _REMEDY)
    # One style of 256 numbers for each count of phonemes up to 510.
    return np.fromfile(path, dtype="<f4").reshape(-1, 256)


def _load(path: Path, threads: int) -> tuple[Any, dict[str, int], Any]:
    try:
        import onnxruntime
        from misaki.zh import ZHG2P
    except ImportError as error:
        raise ModelError(f"缺少 {error.name}", "请运行 ./run setup") from error
    if not path.is_file():
        raise ModelError(f"缺少模型 {path}", _REMEDY)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session, json.loads(_SIGNS.read_text(encoding="utf-8")), ZHG2P()
