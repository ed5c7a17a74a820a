"""`yimen ask`: one turn of consultation without a window."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.commands.common import AsJson, fail
from kiosk.settings import CATALOGUE, KioskSettings, SettingsError, load_settings

if TYPE_CHECKING:
    from voice.recognizers import Understood


def ask(
    text: Annotated[str, typer.Argument(help="The question.")] = "",
    wav: Annotated[Path | None, typer.Option(help="A recording to listen to.")] = None,
    batch: Annotated[Path | None, typer.Option(help="A file with a question a line.")] = None,
    faq: Annotated[
        Path | None, typer.Option(help="Answer from this list alone: id, question, answer by tabs.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, a recording, or a file of questions."""
    from forms.catalogue import load_catalogue
    from kiosk.asking import LEARN_FOR_MANY_S, LEARN_S, AskingError, CatalogueTurn, FaqTurn
    from kiosk.opening import KIOSK_CONFIG
    from voice.errors import VoiceError

    if sum((bool(text), wav is not None, batch is not None)) != 1:
        fail("请给一个问题，或 --wav 录音，或 --batch 文件")
    try:
        settings = load_settings(KIOSK_CONFIG, os.environ)
        kept = settings.data.folder
        learn_s = LEARN_S if batch is None else LEARN_FOR_MANY_S
        desk = (
            FaqTurn(faq, kept, learn_s) if faq else CatalogueTurn(load_catalogue(CATALOGUE), kept)
        )
        questions = (
            _lines(batch) if batch is not None else [text or _heard(wav, settings, desk.understood)]
        )
    except (AskingError, SettingsError) as error:
        fail(str(error))
    except VoiceError as error:
        fail(f"{error.reason}。{error.remedy}")
    engine = "text" if wav is None else "whisper"
    for question in questions:
        _print(desk.answer(question, engine), as_json)


def _lines(path: Path) -> list[str]:
    from kiosk.asking import lines_of, read_list

    return [line for line in lines_of(read_list(path)) if line.strip()]


def _heard(path: Path | None, settings: KioskSettings, understood: Understood) -> str:
    from kiosk.asking import hear
    from kiosk.speech import open_recognizer

    assert path is not None
    return hear(path, open_recognizer(settings.speech, understood))


def _print(turn: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(turn, ensure_ascii=False), flush=True)
    else:
        print(turn["answer"] or turn["outcome"], flush=True)
