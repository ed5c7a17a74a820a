"""Kivy's data folder without the rules nobody uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kiosk.ui.lean_style import USED, lean_data_folder, rules_of

STYLE = """#:kivy 1.0

<Label>:
    canvas:
        Color:
<-Button,-ToggleButton>:
    state: 1
<Mini@Label>:
    text: ''
<ScrollView>:
    bar: 2
"""


def test_only_the_rules_of_used_widgets_are_kept() -> None:
    kept = rules_of(STYLE, {"Label", "ScrollView"})
    assert kept == STYLE[: STYLE.index("<-Button")] + STYLE[STYLE.index("<ScrollView") :]
    assert rules_of(STYLE, {"ToggleButton"}).splitlines()[2] == "<-Button,-ToggleButton>:"


def test_the_folder_is_made_once_and_links_everything_else(tmp_path: Path) -> None:
    folder = lean_data_folder(tmp_path)
    assert folder is not None
    style = (folder / "style.kv").read_text(encoding="utf-8")
    assert "<Label>:" in style and "<ScrollView>:" in style and "<TextInput>:" not in style
    assert (folder / "glsl" / "default.fs").is_file()
    stamp = (folder / "style.kv").stat().st_mtime_ns
    assert lean_data_folder(tmp_path) == folder
    assert (folder / "style.kv").stat().st_mtime_ns == stamp


def test_an_older_folder_gives_way(tmp_path: Path) -> None:
    (tmp_path / "kivy-data-1-Label").mkdir()
    folder = lean_data_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name if folder else ""]


def test_a_folder_that_cannot_be_written_keeps_kivys_own(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert lean_data_folder(in_the_way / "kivy") is None


def test_the_list_names_every_kivy_widget_the_face_derives_from(tmp_path: Path) -> None:
    # In a process of its own: which classes there are depends on what was imported.
    script = """
import pkgutil, re, sys
from importlib import import_module
import subprocess
import sys
from pathlib import Path
import kivy
from kiosk.ui.environment import prepare_environment
prepare_environment(270, 480, False, Path(sys.argv[1]))
import kiosk.ui
for module in pkgutil.walk_packages(kiosk.ui.__path__, "kiosk.ui."):
    import_module(module.name)
from kivy.uix.widget import Widget
def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)
ours = [kind for kind in below(Widget) if kind.__module__.startswith("kiosk.")]
bases = {base.__name__ for kind in ours for base in kind.__mro__ if base.__module__[:4] == "kivy"}
style = (Path(kivy.__file__).parent / "data" / "style.kv").read_text()
headings = re.findall(r"^<([^>@]+)>", style, re.M)
ruled = {name.strip("- ") for names in headings for name in names.split(",")}
print(" ".join(sorted(bases & ruled)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert set(done.stdout.splitlines()[-1].split()) == USED
