"""`yimen voice`: what the ear and the understanding make of a sentence, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forms.today import SHANGHAI
from kiosk.commands.common import ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG
from kiosk.settings import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from forms.catalogue import Catalogue
    from kiosk.kept_recordings import Recording
    from voice.matching import Matcher, Weighing

app = typer.Typer(help="Try out hearing and understanding.", no_args_is_help=True)
_SHOWN = 6
_WHY = (
    ("characters", "字"),
    ("sounds", "音"),
    ("character_ratio", "字序"),
    ("sound_ratio", "音序"),
    ("meaning", "意思"),
    ("action_agrees", "办什么"),
)
"""The evidence shown for a candidate, and its heading."""


@app.callback()
def voice() -> None:
    """Try out hearing and understanding."""


@app.command("try")
def try_sentence(
    what: Annotated[str, typer.Argument(help="A sentence, or a recording (FILE.wav).")],
) -> None:
    """Show what is heard, how it sounds, and which items speak for themselves and why."""
    from rich.console import Console

    from forms.catalogue import load_catalogue
    from kiosk.knowledge import learn_meanings, matcher_of
    from voice.lexicon import syllables

    settings = settings_of(KIOSK_CONFIG)
    path = Path(what)
    spoken = path.suffix.lower() == ".wav"
    text = _heard(path) if spoken else what
    if not text:
        fail(f"{path}: 没有听出话来，请靠近话筒再录一次")
    catalogue = load_catalogue(CATALOGUE)
    matcher = matcher_of(catalogue, settings.data.folder)
    learn_meanings(matcher, settings.data.folder)
    # Above every chance, so that the meaning is asked whatever the sounds say.
    weighing = matcher.weigh(text, sure=2.0)
    match = matcher.match(text, "whisper" if spoken else "text")
    console = Console()
    for label, said in (
        ("听到", text),
        ("拼音", " ".join(syllables(text))),
        ("理解为", weighing.asked.plain),
        ("比较的", weighing.asked.characters),
        ("判断", f"{match.outcome}　问的方面：{match.aspect or '—'}"),
    ):
        console.print(f"{label}：{said}", highlight=False, markup=False)
    console.print(_table(weighing, matcher, catalogue))


@app.command()
def recordings(
    export: Annotated[
        Path | None, typer.Option(help="A folder to write them to, no longer encrypted.")
    ] = None,
    erase: Annotated[bool, typer.Option("--erase", help="Erase them all.")] = False,
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """List, export or erase what was recorded while the hearing was evaluated."""
    from kiosk.kept_recordings import open_recordings
    from kiosk.vault import VaultError

    kept = open_recordings(settings_of(config))
    try:
        if export is not None:
            show(f"{kept.export(export)} 段录音写到 {export}，用完请删除")
        elif not erase:
            _list_recordings(kept.listed())
    except (OSError, VaultError) as error:
        fail(f"录音读不了：{error}")
    if erase:
        show(f"已删除 {kept.erase()} 段录音")


def _list_recordings(found: Sequence[Recording]) -> None:

    from rich.console import Console
    from rich.table import Table

    table = Table("时间", "秒", "听成", title=f"{len(found)} 段录音")
    for one in found:
        at = one.at.astimezone(SHANGHAI)
        table.add_row(f"{at:%m-%d %H:%M:%S}", f"{one.seconds}", one.heard or "（没有听清）")
    Console().print(table)


def _heard(path: Path) -> str:
    from kiosk.asking import AskingError, hear
    from kiosk.speech import open_recognizer
    from voice.errors import VoiceError

    try:
        return hear(path, open_recognizer(settings_of(KIOSK_CONFIG).speech))
    except AskingError as error:
        fail(str(error))
    except VoiceError as error:
        fail(f"{error.reason}。{error.remedy}")


def _table(weighing: Weighing, matcher: Matcher, catalogue: Catalogue) -> Table:
    from rich.table import Table

    from voice.evidence import FEATURES

    table = Table("分数", "事项", "最近的说法", *(heading for _, heading in _WHY))
    ranking, evidence = weighing.ranking, weighing.evidence
    for row, score in list(zip(ranking.order, ranking.scores, strict=True))[:_SHOWN]:
        candidate = matcher.candidate_at(weighing, int(row), float(score))
        why = (f"{evidence.features[row][FEATURES.index(name)]:.2f}" for name, _ in _WHY)
        name = catalogue.item(candidate.item_code).name
        table.add_row(f"{score:.3f}", name, candidate.wording, *why)
    if evidence.foreign.any():
        why = (f"{evidence.foreign[FEATURES.index(name)]:.2f}" for name, _ in _WHY)
        table.add_row("—", "不归本厅的话", "", *why, style="dim")
    return table
