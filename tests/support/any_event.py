"""Any event of any kind, for what must hold of them all."""

from datetime import datetime, timedelta
from typing import Any, get_args

import msgspec
from hypothesis import strategies as st

from kapguide.clinical.facts import AskedItem, ListAnswered, MedicineOrdered, Reply
from kapguide.clinical.limits import Limit
from kapguide.clinical.preparing import MoodScore, Prepared
from kapguide.clinical.vitals import Vitals
from kapguide.session import events as e
from kapguide.session.clock import Elapsed, Origin
from kapguide.session.guiding.breath import BreathPattern
from kapguide.session.guiding.script import Script, ScriptLine
from kapguide.session.people.people import Person
from tests.support.plans import MORNING

KINDS = get_args(e.AnyBody)
WHOLE = st.integers(-(2**53), 2**53)
MOMENTS = st.integers(0, 10**12).map(lambda us: MORNING + timedelta(microseconds=us))
NAMES = [st.text(max_size=20)] * 3
PEOPLE = st.builds(Person, *NAMES, st.booleans())
VALUES: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: WHOLE,
    Elapsed: WHOLE,
    Elapsed | None: st.none() | WHOLE,
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: MOMENTS,
    datetime | None: st.none() | MOMENTS,
    tuple[str, ...]: st.lists(st.text(max_size=20), max_size=3).map(tuple),
    Person: PEOPLE,
    tuple[Person | str, ...]: st.lists(PEOPLE | st.text(max_size=20), max_size=3).map(tuple),
    Reply | None: st.none() | st.sampled_from(list(Reply)),
    tuple[AskedItem, ...]: st.builds(AskedItem, *NAMES[:2]).map(lambda item: (item,)),
    tuple[Limit, ...]: st.builds(Limit, *NAMES[:2], st.just((160, 90)), *NAMES[:1]).map(lambda limit: (limit,)),
    Origin: st.builds(Origin, MOMENTS, st.text(max_size=20), WHOLE, WHOLE),
    Script: st.builds(Script, *NAMES, WHOLE, st.builds(ScriptLine, *NAMES[:1], WHOLE, WHOLE).map(lambda line: (line,))),
    BreathPattern: st.builds(
        BreathPattern, *(st.text(max_size=20) for _ in range(3)), spans=st.tuples(*[st.integers(0, 20_000)] * 4)
    ),
    Prepared | None: st.none()
    | st.builds(
        Prepared,
        *NAMES[:1],
        st.none() | st.builds(MedicineOrdered, *NAMES, sessions=st.none() | WHOLE),
        st.none() | st.builds(ListAnswered, *NAMES),
        st.lists(st.builds(MoodScore, *NAMES[:2], st.none() | st.integers(0, 27).map(float)), max_size=2).map(tuple),
    ),
    Vitals: st.builds(Vitals, systolic=st.none() | WHOLE, comfort=st.none() | WHOLE),
}


def made(kind: type[msgspec.Struct], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any value of a struct, each field by its type."""
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **{name: known[name] if name in known else VALUES[fields[name]] for name in fields})


EVENTS = made(e.Event, body=st.one_of([made(kind) for kind in KINDS]), v=st.just(1))
