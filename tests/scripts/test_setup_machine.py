"""Starting from a bare checkout: the environment is made once, as the lock says, and mended when it is not whole."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import setup_machine

CHECKOUT = Path(__file__).resolve().parents[2]
SAY_ARGUMENTS = "import json, sys, greeting\nprint(json.dumps([greeting.WORD, *sys.argv[1:]]))\n"


class Checkout:
    """A small checkout in a folder with a space in its name; its lock asks for a package that lies beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.wheels = folder / "wheels"
        shutil.copytree(
            CHECKOUT / "scripts", self.root / "scripts", ignore=shutil.ignore_patterns("music", "__pycache__")
        )
        package = self.root / "kapguide"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(SAY_ARGUMENTS, encoding="utf-8")
        self.wheels.mkdir()
        self._make_wheel("2.0")
        self.lock("1.0", self._make_wheel("1.0"))

    def _make_wheel(self, version: str) -> str:
        path = self.wheels / f"greeting-{version}-py3-none-any.whl"
        info = f"greeting-{version}.dist-info"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr("greeting.py", "WORD = 'hello'\n")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: greeting\nVersion: {version}\n")
            wheel.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            wheel.writestr(f"{info}/RECORD", f"greeting.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def lock(self, version: str, digest: str) -> None:
        """Write the lock: it asks for the package in that version."""
        text = f"# == program\ngreeting=={version} \\\n    --hash=sha256:{digest}\n"
        (self.root / "requirements.lock").write_text(text, encoding="utf-8")

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "kapguide.json"

    def start(self, *arguments: str, screen: bool = True) -> subprocess.CompletedProcess[str]:
        """Run start.py offline, with no package but the one beside the checkout."""
        environment = {name: value for name, value in os.environ.items() if screen or "DISPLAY" not in name}
        environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}
        environment["PATH"] = os.devnull  # what the window misses is asked for, and not installed here
        if self.stamp.exists():
            (self.root / ".venv" / "libraries").touch()
        command = [sys.executable, "scripts/start.py", *arguments]
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.parametrize(
    ("user", "path", "said"),
    [
        (1000, None, "\n  sudo apt-get install --yes --no-install-recommends libvlc5 vlc-plugin-base"),
        (0, "", "On Debian the packages are called libvlc5, vlc-plugin-base"),
    ],
    ids=["not root", "no apt"],
)
def test_what_cannot_be_installed_is_asked_for_in_one_command(
    monkeypatch: pytest.MonkeyPatch, user: int, path: str | None, said: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    if path is not None:
        monkeypatch.setenv("PATH", path)
    with pytest.raises(setup_machine.SetupError) as refused:
        setup_machine.install_packages(["libvlc5", "vlc-plugin-base"], "libVLC")
    assert str(refused.value).startswith("This machine lacks libVLC. ")
    assert said in str(refused.value)


def test_what_was_left_half_made_is_made_anew_once_and_a_package_with_another_hash_is_refused(
    checkout: Checkout,
) -> None:
    """An environment is made with pip in it, which takes long: one is enough for all of this."""
    left = checkout.root / ".venv" / "half-made"
    left.parent.mkdir()
    left.touch()
    first = checkout.start("check", "my file.toml")
    assert json.loads(first.stdout) == ["hello", "check", "my file.toml"]
    assert not left.exists()

    stamp = checkout.stamp.stat().st_mtime_ns
    second = checkout.start("--demo", "--version")
    assert json.loads(second.stdout) == ["hello", "--demo", "--version"]
    assert second.stderr == ""
    assert checkout.stamp.stat().st_mtime_ns == stamp

    blind = checkout.start("--demo", screen=False)
    assert json.loads(blind.stdout)[1:4] == ["rehearse", "--demo", "--headless"]
    assert "no screen" in blind.stderr

    checkout.lock("2.0", digest="0" * 64)
    refused = checkout.start("doctor")
    assert refused.returncode == 1
    assert "HASH" in refused.stderr
    assert "run the same command again" in refused.stderr
    assert not checkout.stamp.exists()


def test_an_older_python_gets_a_sentence() -> None:
    """start.py and test.py must parse far enough to say it, so that nothing newer is used in them before."""
    for name in ("start.py", "test.py"):
        program = (
            f"import sys, runpy; sys.version_info = (3, 9, 1); runpy.run_path({str(CHECKOUT / 'scripts' / name)!r})"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert done.stderr.strip() == "KapGuide needs Python 3.11 or newer; this is Python 3.9."
