"""The index of ids answers with all that a comparison with each id would find."""

from hypothesis import given
from hypothesis import strategies as st

from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.id_index import IdIndex
from hubwarden.model.resources import Lock

PARTS = st.sampled_from(["a", "B", "b", "{x}", "{y}", "{x}-b", "providers"])
TAILS = st.lists(PARTS, max_size=3)
HEADS = st.sampled_from(
    [
        "",
        "/subscriptions",
        "/subscriptions/S",
        "/Subscriptions/{s}",
        "/subscriptions/S/resourceGroups",
        "/subscriptions/S/resourceGroups/G",
        "/subscriptions/s/resourcegroups/{g}",
        "/subscriptions/{s}/resourceGroups/{g}",
        "/subscriptions/T/resourceGroups/G",
    ]
)


@st.composite
def ids(draw):
    text = (
        draw(HEADS) + "".join(f"/{part}" for part in draw(TAILS)) + draw(st.sampled_from(["", "/"]))
    )
    text = draw(st.sampled_from([text, text, text, text.lstrip("/")]))
    return ResourceId(text, "{" not in text, draw(st.sampled_from(["one", "two"])))


def scope(id):
    return make(Lock, id=id, origin=Origin("template:x"), scope=id)


@given(st.lists(ids(), max_size=8), ids())
def test_nothing_that_may_be_equal_or_around_is_missed(told, wanted):
    locks = [scope(id) for id in told]
    index = IdIndex(locks, lambda lock: (lock.scope,))
    like, around = index.like(wanted), index.around(wanted)
    for lock in locks:
        id = lock.scope
        if id == wanted or (id.may_contain(wanted) and wanted.may_contain(id)):
            assert lock in like, (id, wanted)
        if id == wanted or id.may_contain(wanted):
            assert lock in around, (id, wanted)
    assert like == [lock for lock in locks if lock in like], "the order changed"


def test_what_names_another_hub_is_not_looked_at():
    base = "/subscriptions/{s}/resourceGroups/{g}/providers/P/namespaces/n/notificationHubs/"
    hubs = [ResourceId(f"{base}{name}", exact=False, source="one") for name in "abc"]
    locks = [scope(id) for id in hubs]
    index = IdIndex(locks, lambda lock: (lock.scope,))
    assert index.like(hubs[1]) == [locks[1]]
    assert index.around(hubs[1]) == [locks[1]]


def test_what_does_not_tell_its_scope_is_always_looked_at():
    lock = make(Lock, id=ResourceId("/l"), origin=Origin("template:x"))
    assert IdIndex([lock], lambda item: (item.scope,)).like(ResourceId("/a")) == [lock]
