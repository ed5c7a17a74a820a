"""librime: prepared once in a process of its own, then asked for candidates.

Should librime crash over missing or damaged data, the child dies and the terminal does not.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from kiosk.rime_abi import Context, RimeError, Traits, data_size, open_library

__all__ = ["SHARED_FOLDER", "Rime", "RimeError", "prepare"]

SHARED_FOLDER = Path("/usr/share/rime-data")
"""Where Debian's rime-data-luna-pinyin keeps its sources and, in build/, its compiled tables."""

_DOWN_KEY = 0xFF54
_BACKSPACE_KEY = 0xFF08
_PREPARATION_TIMEOUT_S = 60.0
_LONGEST_LETTERS = 60
_PHRASE_WEIGHT = 100_000
# About the fourth commonest character of a sound: a surname reaches the first row, 是 stays first.
_CHARACTER_WEIGHT = 20_000

_SCHEMA = """\
schema:
  schema_id: kiosk_pinyin
  name: kiosk_pinyin
  version: "1"
switches:
  - name: zh_simp
    reset: 1
engine:
  processors: [speller, selector, express_editor]
  segmentors: [abc_segmentor]
  translators: [script_translator]
  filters: [simplifier, uniquifier]
speller:
  alphabet: zyxwvutsrqponmlkjihgfedcba
  delimiter: "'"
  algebra:
    __patch:
      - pinyin:/abbreviation
      - pinyin:/spelling_correction
      - pinyin:/key_correction
translator:
  dictionary: luna_pinyin
  prism: kiosk_pinyin
  packs: [kiosk_phrases]
  enable_user_dict: false
simplifier:
  option_name: zh_simp
  opencc_config: kiosk_simplified.json
menu:
  page_size: 6
"""
_DEFAULT = 'config_version: "1"\nschema_list:\n  - schema: kiosk_pinyin\n'
# The standard list of 2013 restored 昇 and 甯 for names; OpenCC would fold them into 升 and 宁.
_KEPT = "昇\t昇\n甯\t甯\n昇華\t升华\n昇天\t升天\n昇平\t升平\n昇起\t升起\n"
_SIMPLIFIED = {
    "name": "Traditional to simplified, restored characters kept",
    "segmentation": {"type": "mmseg", "dict": {"type": "ocd2", "file": "TSPhrases.ocd2"}},
    "conversion_chain": [
        {
            "dict": {
                "type": "group",
                "dicts": [
                    {"type": "text", "file": "kiosk_kept.txt"},
                    {"type": "ocd2", "file": "TSPhrases.ocd2"},
                    {"type": "ocd2", "file": "TSCharacters.ocd2"},
                ],
            }
        }
    ],
}


class Rime:
    """One session of librime over a prepared folder; at most one lives in a process at a time."""

    def __init__(self, folder: Path, shared_folder: Path = SHARED_FOLDER) -> None:
        self._api = open_library()
        self._api.initialize(_describe(folder, shared_folder))
        self._session: int = self._api.create_session()
        self._typed = ""
        if not self._session or not self._api.select_schema(self._session, b"kiosk_pinyin"):
            self.close()
            raise RimeError("librime 打不开拼音方案")
        # Its traditional form is 養老保險: the answer proves dictionary and simplification at once,
        # and loads what librime would otherwise load under the first citizen's fingers.
        answers = [text for text, _ in self.query("yanglaobaoxian", 6)]
        self.query("", 0)
        if "养老保险" not in answers:
            self.close()
            raise RimeError(f"librime 的候选词不对：{answers}")

    def query(self, letters: str, most: int) -> list[tuple[str, int]]:
        """Return up to `most` words for letters a–z and ', each with how many letters it uses."""
        letters = letters[:_LONGEST_LETTERS]
        self._type(letters)
        found: list[tuple[str, int]] = []
        place = None
        while len(found) < most:
            context = Context(data_size=data_size(Context))
            self._api.get_context(self._session, context)
            menu = context.menu
            if not menu.num_candidates or place == (menu.page_no, menu.highlighted_candidate_index):
                self._api.free_context(context)
                break
            place = (menu.page_no, menu.highlighted_candidate_index)
            text: bytes = menu.candidates[menu.highlighted_candidate_index].text
            # What follows the selection in the preedit is the input this candidate leaves over.
            rest: bytes = context.composition.preedit[context.composition.sel_end :]
            self._api.free_context(context)
            found.append((text.decode(), len(letters) - len(rest)))
            self._api.process_key(self._session, _DOWN_KEY, 0)
        return found

    def close(self) -> None:
        """End the session and librime with it; a second call does nothing."""
        if self._session:
            self._api.destroy_session(self._session)
            self._session = 0
            self._api.finalize()

    def _type(self, letters: str) -> None:
        # librime converts anew after each key: sending only the difference keeps long input quick.
        # At least one key is sent, for it also brings the selection back to the first candidate.
        kept = _count_shared(letters[:-1], self._typed)
        surplus = len(self._typed) - kept
        if surplus > kept:
            self._api.clear_composition(self._session)
            kept = surplus = 0
        for key in (*[_BACKSPACE_KEY] * surplus, *map(ord, letters[kept:])):
            self._api.process_key(self._session, key, 0)
        self._typed = letters


def prepare(
    folder: Path, rows: Sequence[tuple[str, str]], shared_folder: Path = SHARED_FOLDER
) -> None:
    """Compile the phrases (text, reading "shi ye deng ji") into `folder`, unless that is done.

    Raises RimeError with the reason when librime cannot serve from there.
    """
    stamp = _stamp(rows, shared_folder)
    stamp_file = folder / "prepared.txt"
    if stamp_file.is_file() and stamp_file.read_text() == stamp:
        return
    try:
        stamp_file.unlink(missing_ok=True)
        shutil.rmtree(folder / "build", ignore_errors=True)
        _write_sources(folder, rows, shared_folder)
        _run_preparation(folder, shared_folder)
        os.sync()  # power may fail: the stamp must not outlive what it vouches for
        stamp_file.write_text(stamp)
    except OSError as error:
        raise RimeError(f"拼音词库写不进 {folder}：{error.strerror}") from error


def _count_shared(first: str, second: str) -> int:
    """Return how many letters both begin with."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _describe(folder: Path, shared_folder: Path) -> Traits:
    return Traits(
        data_size=data_size(Traits),
        # Not the package's folder: librime must find its tables compiled, never their sources.
        shared_data_dir=os.fsencode(folder),
        user_data_dir=os.fsencode(folder),
        prebuilt_data_dir=os.fsencode(shared_folder / "build"),
        staging_dir=os.fsencode(folder / "build"),
        distribution_name=b"kiosk",
        distribution_code_name=b"kiosk",
        distribution_version=b"1",
    )


def _stamp(rows: Sequence[tuple[str, str]], shared_folder: Path) -> str:
    table = shared_folder / "build" / "luna_pinyin.table.bin"
    try:
        seen = table.stat()
    except OSError as error:
        raise RimeError("没有拼音词库，请安装软件包 rime-data-luna-pinyin") from error
    source = json.dumps(
        [_SCHEMA, _KEPT, _PHRASE_WEIGHT, _CHARACTER_WEIGHT, seen.st_size, seen.st_mtime, *rows]
    )
    return hashlib.sha256(source.encode()).hexdigest()


def _write_sources(folder: Path, rows: Sequence[tuple[str, str]], shared_folder: Path) -> None:
    # A pack is compiled only when its dictionary is, and the package lacks that dictionary's
    # vocabulary (rime-essay): so a copy without vocabulary is compiled and thrown away again, which
    # leaves a pack numbered by the very syllables of the package's own table.
    try:
        luna = (shared_folder / "luna_pinyin.dict.yaml").read_text(encoding="utf-8")
        pinyin = (shared_folder / "pinyin.yaml").read_text(encoding="utf-8")
    except OSError as error:
        raise RimeError("拼音词库不完整，请重新安装软件包 rime-data-luna-pinyin") from error
    # A syllable unknown to the table would renumber all that follow it.
    known = {s for code in re.findall(r"(?m)^[^\t#]+\t([^\t\n]+)", luna) for s in code.split()}
    phrases = [
        f"{text}\t{reading}\t{_PHRASE_WEIGHT if len(text) > 1 else _CHARACTER_WEIGHT}"
        for text, reading in rows
        if known.issuperset(reading.split())
    ]
    heading = '---\nname: kiosk_phrases\nversion: "1"\nsort: by_weight\n...\n'
    files = {
        "kiosk_pinyin.schema.yaml": _SCHEMA,
        "default.yaml": _DEFAULT,
        "pinyin.yaml": pinyin,
        "luna_pinyin.dict.yaml": luna.replace(
            "use_preset_vocabulary: true", "use_preset_vocabulary: false"
        ),
        "kiosk_phrases.dict.yaml": "\n".join([heading, *phrases, ""]),
        "opencc/kiosk_simplified.json": json.dumps(_SIMPLIFIED),
        "opencc/kiosk_kept.txt": _KEPT,
    }
    (folder / "opencc").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _run_preparation(folder: Path, shared_folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "kiosk.rime",
        str(folder.resolve()),
        str(shared_folder.resolve()),
    ]
    try:
        done = subprocess.run(
            command,
            cwd=Path(__file__).parent.parent,  # where the child finds this package
            capture_output=True,
            timeout=_PREPARATION_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RimeError("librime 准备词库超时") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RimeError(f"librime 准备词库失败（{done.returncode}）：{''.join(said[-1:])}")


def _compile(folder: Path, shared_folder: Path) -> None:
    """Compile the folder's schema and phrases, then open a session, which checks its answers."""
    api = open_library()
    api.deployer_initialize(_describe(folder, shared_folder))
    if not api.deploy_schema(os.fsencode(folder / "kiosk_pinyin.schema.yaml")):
        raise RimeError("拼音方案编译不了")
    api.deploy_config_file(b"default.yaml", b"config_version")
    for leftover in (folder, folder / "build"):
        for file in leftover.glob("luna_pinyin.*"):
            file.unlink()
    Rime(folder, shared_folder).close()


if __name__ == "__main__":
    _compile(Path(sys.argv[1]), Path(sys.argv[2]))
