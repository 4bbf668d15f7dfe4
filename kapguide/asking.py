"""What the command line asks a person for: secrets, never as arguments, and a yes."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import BinaryIO

from kapguide.errors import KapGuideError
from kapguide.files import text_of

LONGEST = 64 * 1024


def passphrase_options(parser: argparse.ArgumentParser) -> None:
    """Where a passphrase may come from, if not from the keyboard."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--passphrase-file", type=Path, metavar="FILE", help="read the passphrase from a file")
    source.add_argument("--passphrase-fd", type=_descriptor, metavar="N", help="read it from an open descriptor")


def demo_option(parser: argparse.ArgumentParser, words: str) -> None:
    """`--demo` of a command. Before the command it counts as well, and nothing is done to one's own practice."""
    parser.add_argument("--demo", action="store_true", default=argparse.SUPPRESS, help=words)


def _descriptor(text: str) -> int:
    number = int(text)
    if not 0 <= number < 1 << 31:
        raise argparse.ArgumentTypeError("a descriptor's number is needed")
    return number


def asked_passphrase(asked: argparse.Namespace, *, new: bool = False, what: str = "Passphrase") -> str:
    """The passphrase from where it was said to be, without its line end; else it is asked for, a new one twice."""
    if asked.passphrase_file is not None or asked.passphrase_fd is not None:
        return _read(asked.passphrase_file, asked.passphrase_fd)
    return secret_from(None, what, new=new, option="--passphrase-file")


def secret_from(file: Path | None, what: str, *, new: bool = False, option: str) -> str:
    """A secret from a file, or from the keyboard unseen, a new one twice; `option` is how to name a file instead."""
    if file is not None:
        return _read(file, None)
    if not sys.stdin.isatty():
        raise KapGuideError(f"A {what.lower()} is needed: run this in a terminal, or use {option}.")
    typed = getpass.getpass(f"{what}: ")
    if new and getpass.getpass("Once more: ") != typed:
        raise KapGuideError("The two were not the same. Nothing was set up.")
    return typed


def agreed(question: str, asked: argparse.Namespace) -> None:
    """Go on only with a yes, typed or given as --yes. Raises KapGuideError without one."""
    if asked.yes:
        return
    if not sys.stdin.isatty():
        raise KapGuideError("Nothing was changed: this asks before it changes anything. Add --yes to go on unasked.")
    if input(f"{question} Type yes: ").strip().lower() != "yes":
        raise KapGuideError("Nothing was changed.")


def _read(file: Path | None, descriptor: int | None) -> str:
    try:
        if file is not None:
            with file.open("rb") as stream:
                return _text(stream)
        assert descriptor is not None
        with os.fdopen(descriptor, "rb") as stream:
            return _text(stream)
    except UnicodeDecodeError as error:
        raise KapGuideError("The passphrase's file is not UTF-8 text. Save it as UTF-8.", str(error)) from error
    except OSError as error:
        raise KapGuideError("The passphrase could not be read from there.", str(error)) from error


def _text(stream: BinaryIO) -> str:
    """What stands in it, without its line end; a pipe that a password manager writes to is as good as a file."""
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise KapGuideError("That is no passphrase: it is far too long.")
    return text_of(data).rstrip("\r\n")
