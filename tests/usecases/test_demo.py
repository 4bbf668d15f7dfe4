"""The demonstration practice: made once, and found again."""

from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.usecases.demo import CLIENTS, demo_home, open_demo


def test_the_demonstration_is_made_at_its_first_door_and_found_at_the_next(home: Home) -> None:
    own = demo_home(home)
    open_demo(own).forget()
    vault = own.vault.read_bytes()
    keys = open_demo(own)
    assert own.vault.read_bytes() == vault
    store = Store.open(own, keys)
    try:
        assert {client.code for client in store.clients()} == set(CLIENTS)
        (session,) = store.sessions()
        assert (session.row.client_code, session.row.number) == ("M-014", 1)
    finally:
        store.close()
    assert not home.vault.exists(), "the practice itself is not touched"
