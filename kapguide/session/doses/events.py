"""What can happen to a dose, from giving it to its end. See `events`, which has every kind."""

from kapguide.session.body import Body
from kapguide.session.clock import Elapsed


class DoseGiven(Body, frozen=True, tag="dose_given"):
    """A dose, as the therapist records it. The first is T0; a later one starts a second dose clock.

    `given` is session time. `supersedes` is the id of the event that this one corrects. `amount` has its unit in
    it where `unit` is empty. `by` is who gave it; with `by_client` the client took it, and `watched_by` saw that.
    `role` is the role of whichever of both. `part` of `parts`: the second of three tablets, or the first device.
    """

    amount: str
    route: str
    by: str
    given: Elapsed
    medicine: str = ""
    number: int = 1
    supersedes: str = ""
    form: str = ""
    strength: str = ""
    unit: str = ""
    by_client: bool = False
    watched_by: str = ""
    role: str = ""
    part: int = 0
    parts: int = 0


class DoseEnded(Body, frozen=True, tag="dose_ended"):
    """The end of an infusion, and in older records of a lozenge's hold; the rest as in `DoseStepped`."""

    number: int = 1
    happened: Elapsed | None = None
    supersedes: str = ""


class DoseStepped(Body, frozen=True, tag="dose_stepped"):
    """A step of dose `number`, as a person says that it happened: a `DoseStep`; `part` is the number of a device.

    `happened` is its session time in an entry that corrects another, named by `supersedes`; else it is the event's own.
    """

    step: str
    number: int = 1
    part: int = 0
    happened: Elapsed | None = None
    supersedes: str = ""
