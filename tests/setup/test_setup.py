"""What ./run and ./test install, and what must never get onto a terminal in service."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")


def bash(script: str) -> subprocess.CompletedProcess[str]:
    sources = "source setup/report.sh; source setup/packages.sh; source setup/environment.sh"
    return subprocess.run(
        ["bash", "-c", f"set -euo pipefail; ROOT=$PWD; {sources}; {script}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_terminal_in_service_never_gets_the_virtual_card_reader():
    for purpose in ("runtime", "display"):
        packages = bash(f"needed_packages {purpose}").stdout.split()
        assert "pcscd" in packages
        assert not {"vsmartcard-vpcd", "pulseaudio", "xdotool"} & set(packages)


def test_demo_and_tests_get_the_virtual_card_reader():
    assert "vsmartcard-vpcd" in bash("needed_packages stage").stdout.split()


def test_demo_is_refused_on_a_terminal_in_service():
    done = subprocess.run(
        ["./run", "demo"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "YIMEN_PRODUCTION": "true"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert "in service" in done.stderr


def test_a_package_that_dpkg_never_heard_of_is_missing():
    assert bash("missing_packages bash no-such-package-7").stdout.split() == ["no-such-package-7"]


def test_without_root_and_sudo_the_exact_line_is_printed():
    done = bash(
        "id() { echo 1000; }; can_sudo() { false; }; needed_packages() { echo no-such-package-7; };"
        "install_packages runtime"
    )
    assert done.returncode == 1
    line = "  sudo apt-get install -y --no-install-recommends no-such-package-7"
    assert line in done.stderr.replace("       ", "", 1)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_an_exact_version_and_a_digest(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_place_and_take_no_torch(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index|--find-links|^torch", text, flags=re.MULTILINE)


def test_both_locks_agree():
    def versions(lock: str) -> dict[str, str]:
        text = (ROOT / lock).read_text(encoding="utf-8")
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, flags=re.MULTILINE))

    assert versions("requirements.lock").items() <= versions("requirements-dev.lock").items()
