"""Which machine this is, on three systems."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import appdirs
import pytest

from kapguide import machine


def test_linux_has_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "machine-id"
    named.write_text("abc\n")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(machine, "_LINUX", (tmp_path / "nothing", named))
    assert machine.machine_id() == "abc"


def test_windows_has_a_row_in_its_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    class Key:
        def __enter__(self) -> "Key":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    registry = ModuleType("winreg")
    vars(registry).update(
        HKEY_LOCAL_MACHINE=1, OpenKey=lambda root, path: Key(), QueryValueEx=lambda key, name: (f"a {name}", 1)
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    assert machine.machine_id() == "a MachineGuid"


@pytest.mark.parametrize(("told", "named"), [('  "IOPlatformUUID" = "0A1B-2C"\n', "0A1B-2C"), ("", "kept")])
def test_a_mac_is_asked(monkeypatch: pytest.MonkeyPatch, told: str, named: str) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=told))
    monkeypatch.setattr(machine, "_kept", lambda: "kept")
    assert machine.machine_id() == named


def test_where_the_system_names_nothing_a_name_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(machine, "_LINUX", (tmp_path / "nothing",))
    monkeypatch.setattr(appdirs, "user_config_dir", lambda *_: str(tmp_path / "config"))
    first = machine.machine_id()
    assert len(first) == 32
    assert machine.machine_id() == first
    (tmp_path / "file").touch()
    monkeypatch.setattr(appdirs, "user_config_dir", lambda *_: str(tmp_path / "file"))
    assert machine.machine_id() == ""
