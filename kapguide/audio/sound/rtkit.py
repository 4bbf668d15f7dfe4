"""rtkit, the service that gives a program on a Linux desktop the priority which it may not take.

A better nice value is asked for, thread by thread, and no real-time priority: rtkit ties that to a limit of processor
time, at which the system ends the process.
"""

import threading

PLACE, NAME = "/org/freedesktop/RealtimeKit1", "org.freedesktop.RealtimeKit1"
ANSWER_S = 5.0
"""A bus may have to start rtkit first."""
LATER_S = 1.0
"""The sound has begun by then: it waits for no service."""
HANGS, NO_BUS = "it does not answer", "there is no system bus"
_REFUSALS = {
    "ServiceUnknown": "it is not installed",
    "AccessDenied": "it refuses: it serves who sits at the computer itself",
}


class NotGiven(Exception):
    """Why there is no better priority, as a sentence."""


def give(thread: int, nice: int) -> None:
    """Have a thread of this process, by the system's number of it, given that nice value. Raises NotGiven.

    Nothing holds it up for longer than ANSWER_S, though a bus that hangs may keep a thread here.
    """
    answers: list[str] = []

    def ask() -> None:
        try:
            answers.append(_asked(thread, nice))
        except Exception as error:  # noqa: BLE001  a bus may answer anything, and the sound goes on without
            answers.append(HANGS if isinstance(error, TimeoutError) else f"{type(error).__name__}: {error}")

    asking = threading.Thread(target=ask, name="rtkit", daemon=True)
    try:
        asking.start()
    except RuntimeError as error:
        raise NotGiven(str(error)) from error
    asking.join(ANSWER_S)
    if why := answers[0] if answers else HANGS:
        raise NotGiven(why)


def _asked(thread: int, nice: int) -> str:
    """Why it was not given; empty when it was. Raises OSError, and whatever a strange answer leads to."""
    # Not before somebody needs it: most processes that make sound have what they need already.
    from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    try:
        opened = open_dbus_connection("SYSTEM", auth_timeout=ANSWER_S)
    except (FileNotFoundError, ConnectionRefusedError):
        return NO_BUS
    with opened as bus:
        rtkit = DBusAddress(PLACE, bus_name=NAME, interface=NAME)
        call = new_method_call(rtkit, "MakeThreadHighPriority", "ti", (thread, nice))
        answer = bus.send_and_get_reply(call, timeout=ANSWER_S)
    if answer.header.message_type is not MessageType.error:
        return ""
    name = str(answer.header.fields[HeaderFields.error_name]).rpartition(".")[2]
    return _REFUSALS.get(name, name)
