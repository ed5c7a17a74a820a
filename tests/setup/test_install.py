"""What ./run install puts into a machine, and the way back to a version that started."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / "setup" / "terminal" / "release.sh"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./run", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def install(target: Path, *options: str) -> None:
    done = run("install", "--root", str(target), "--files-only", *options)
    assert done.returncode == 0, done.stderr


def files_of(target: Path) -> set[str]:
    return {
        str(place.relative_to(target))
        for place in target.rglob("*")
        if place.is_file() or place.is_symlink()
    }


@pytest.mark.parametrize("session", ["cage", "x11"])
def test_units_are_understood_by_systemd(tmp_path: Path, session: str) -> None:
    install(tmp_path, "--session", session)
    units = sorted((tmp_path / "etc/systemd/system").glob("yimen-*.*e*"))
    names = [str(unit) for unit in units if unit.is_file()]
    assert len(names) == 3
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        capture_output=True,
        text=True,
        timeout=60,
    )
    # Programs that a machine without a screen lacks are no fault of the units.
    faults = [
        line
        for line in done.stderr.splitlines()
        if "yimen" in line and "is not executable" not in line
    ]
    assert faults == []


def test_the_service_watches_restarts_and_goes_back(tmp_path: Path) -> None:
    install(tmp_path)
    unit = (tmp_path / "etc/systemd/system/yimen-kiosk.service").read_text(encoding="utf-8")
    for line in (
        "User=yimen",
        "Type=notify",
        "WatchdogSec=60",
        "Restart=always",
        "ExecStartPost=+/usr/lib/yimen/release.sh started",
        "ExecStopPost=+/usr/lib/yimen/release.sh stopped",
    ):
        assert line in unit.splitlines()
    wanted = tmp_path / "etc/systemd/system/multi-user.target.wants/yimen-kiosk.service"
    assert wanted.resolve() == tmp_path / "etc/systemd/system/yimen-kiosk.service"


def test_no_way_leads_to_a_desktop_or_a_login(tmp_path: Path) -> None:
    install(tmp_path, "--session", "x11")
    for masked in ("ctrl-alt-del.target", "getty@tty1.service"):
        assert (tmp_path / "etc/systemd/system" / masked).readlink() == Path("/dev/null")
    assert "NAutoVTs=0" in (tmp_path / "etc/systemd/logind.conf.d/yimen.conf").read_text()
    assert "kernel.sysrq = 0" in (tmp_path / "etc/sysctl.d/70-yimen.conf").read_text()
    assert '"DontVTSwitch" "true"' in (tmp_path / "etc/X11/xorg.conf.d/70-yimen.conf").read_text()
    command = (tmp_path / "etc/systemd/system/yimen-kiosk.service").read_text()
    assert "cage -s" not in command


def test_settings_of_a_technician_survive_a_second_install_and_an_uninstall(
    tmp_path: Path,
) -> None:
    install(tmp_path)
    config = tmp_path / "etc/yimen/settings/kiosk.toml"
    config.write_text("production = true\n", encoding="utf-8")
    install(tmp_path)
    assert run("uninstall", "--root", str(tmp_path)).returncode == 0
    assert config.read_text(encoding="utf-8") == "production = true\n"
    assert {name.split("/")[1] for name in files_of(tmp_path)} == {"yimen"}
    assert run("uninstall", "--root", str(tmp_path), "--purge").returncode == 0
    assert files_of(tmp_path) == set()


def test_an_option_that_is_not_known_is_named() -> None:
    done = run("install", "--desktop")
    assert done.returncode == 1 and "--desktop" in done.stderr


class Machine:
    """Releases in a folder, and the script that looks after them."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.conf = base / "update.conf"
        for version in ("old", "new"):
            (base / "releases" / version).mkdir(parents=True)

    def release(self, command: str, *arguments: str, result: str = "success") -> str:
        done = subprocess.run(
            [
                "bash",
                "-c",
                f"source {RELEASE}; restart() {{ :; }}; {command} {' '.join(arguments)}",
            ],
            env={
                "PATH": os.environ["PATH"],
                "YIMEN_BASE": str(self.base),
                "YIMEN_UPDATE_CONF": str(self.conf),
                "SERVICE_RESULT": result,
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def in_use(self) -> str:
        return (self.base / "current").resolve().name


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.release("use", "old")
    machine.release("started")
    machine.release("use", "new")
    return machine


def test_a_version_that_does_not_start_gives_way_to_the_last_that_did(machine: Machine) -> None:
    for _ in range(2):
        machine.release("stopped", result="exit-code")
        assert machine.in_use == "new"
    assert "going back to old" in machine.release("stopped", result="watchdog")
    assert machine.in_use == "old"
    assert "refused" in machine.release("list")


def test_a_version_that_started_once_is_only_restarted(machine: Machine) -> None:
    machine.release("started")
    for _ in range(5):
        machine.release("stopped", result="watchdog")
    assert machine.in_use == "new"


def test_an_update_is_used_only_when_it_is_whole_and_never_twice_when_refused(
    machine: Machine, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    git = ["git", "-C", str(source), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main", str(source)], check=True)
    (source / "run").write_text("#!/bin/sh\n", encoding="utf-8")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "a version"], check=True)
    machine.conf.write_text(f"SOURCE=file://{source}\nFOLLOW=main\n", encoding="utf-8")
    machine.release("prepare() { false; }; update || true;")
    assert machine.in_use == "new"
    assert "is in use" in machine.release("prepare() { :; }; update")
    updated = machine.in_use
    assert len(updated) == 12
    (machine.base / "refused").write_text(f"{updated}\n", encoding="utf-8")
    machine.release("use", "old")
    assert "nothing newer" in machine.release("prepare() { :; }; update")
    assert machine.in_use == "old"
