"""A stand-in for the system bus with rtkit behind it: it hears what is asked, and answers as it is told to."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

from jeepney import Message, MessageType, new_error, new_method_return
from jeepney.low_level import HeaderFields, Parser

Answer = Callable[[Message], Message | bytes | None]


def given(call: Message) -> Message:
    """What was asked for is done."""
    return new_method_return(call)


def refused(name: str) -> Answer:
    """An error of that name."""
    return lambda call: new_error(call, f"org.freedesktop.DBus.Error.{name}")


class SystemBus:
    """Listens at `place`; `answers` is called with what rtkit is asked, and nothing is said where it gives None.

    `greets`: who comes is let in, and is told its name. Without it the bus takes them and says nothing.
    """

    def __init__(self, place: Path, answers: Answer, *, greets: bool = True) -> None:
        self.address = f"unix:path={place}"
        self.asked: list[tuple[str, tuple[int, ...]]] = []
        self._answers, self._greets = answers, greets
        self._there: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(place))
        self._listener.listen()
        threading.Thread(target=self._accept, name="bus", daemon=True).start()

    def close(self) -> None:
        """Hang up on everybody."""
        self._listener.close()
        for each in self._there:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                there, _ = self._listener.accept()
            except OSError:
                return
            self._there.append(there)
            threading.Thread(target=self._talk, args=[there], name="bus", daemon=True).start()

    def _talk(self, there: socket.socket) -> None:
        parser, begun, head = Parser(), not self._greets, b""
        try:
            while data := there.recv(4096):
                if not self._greets:
                    continue
                if not begun:
                    head += data
                    if b"AUTH" in head and b"BEGIN" not in head:
                        there.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
                    if b"BEGIN\r\n" not in head:
                        continue
                    begun, data = True, head.partition(b"BEGIN\r\n")[2]
                parser.add_data(data)
                while (call := parser.get_next_message()) is not None:
                    self._answer(there, call)
        except OSError:
            return

    def _answer(self, there: socket.socket, call: Message) -> None:
        if call.header.message_type is not MessageType.method_call:
            return
        member = call.header.fields[HeaderFields.member]
        if member == "Hello":
            answer: Message | bytes | None = new_method_return(call, "s", (":1.1",))
        else:
            self.asked.append((member, call.body))
            answer = self._answers(call)
        if isinstance(answer, Message):
            answer = answer.serialise(serial=call.header.serial)
        if answer is not None:
            there.sendall(answer)
