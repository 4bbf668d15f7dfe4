"""What goes wrong with the room: told to the window, which lets it be heard or seen."""

from collections.abc import Callable

from kapguide.rehearsal.scenario import RoomFault

SOUND_GONE = "The sound is gone: nothing can be heard. The session goes on without music."


class RoomFaults:
    """The faults that are there now, and who is told of each that comes or goes.

    For a sound that dies the run itself writes the fault into the session's log, and that it is back: a window takes
    its own sound away and brings it back, and reports nothing of that. Of headphones that are out the session knows
    nothing. A computer that sleeps comes and goes in one moment: its clock has moved on when it is told.
    """

    def __init__(self) -> None:
        self.now: frozenset[RoomFault] = frozenset()
        self._told: list[Callable[[RoomFault, bool], object]] = []

    def follow(self, callback: Callable[[RoomFault, bool], object]) -> None:
        """Call back with each fault that comes (True) or is over (False)."""
        self._told.append(callback)

    def turn(self, now: frozenset[RoomFault]) -> None:
        """These are the faults from here on."""
        before, self.now = self.now, now
        for fault in RoomFault:
            if (fault in now) != (fault in before):
                for told in tuple(self._told):
                    told(fault, fault in now)
