import pickle
import string
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import UNKNOWN, alert, hub, namespace, namespace_id, origin
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, Undetermined, first, make
from hubwarden.model.credentials import CREDENTIALS, SERVICES
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Alert, Hub, watches_hub
from hubwarden.secret import Secret

# Unknown fields

reads = pytest.mark.parametrize(
    "read",
    [
        lambda subject: subject.tier,
        lambda subject: getattr(subject, "tier", None),
        lambda subject: getattr(subject, "tier", "Standard"),
        lambda subject: hasattr(subject, "tier"),
        lambda subject: bool(subject.tier),
        lambda subject: subject.tier == "Free",
    ],
    ids=["read", "getattr None", "getattr default", "hasattr", "bool", "compare"],
)


@reads
def test_an_unset_field_raises_and_names_itself(read):
    with pytest.raises(Undetermined) as caught:
        read(namespace(tier=UNKNOWN))
    assert caught.value.field == "Namespace.tier"
    assert caught.value.reason == "nobody told tier"
    assert str(caught.value) == "Namespace.tier: nobody told tier"


def test_an_unset_field_without_a_reason_has_a_general_one():
    subject = make(Hub, id=ResourceId("/hub"), origin=origin())
    with pytest.raises(Undetermined, match="does not tell it"):
        _ = subject.platforms


def test_unknown_is_not_a_missing_attribute():
    assert not issubclass(Undetermined, (AttributeError, LookupError))
    with pytest.raises(AttributeError):
        _ = namespace().colour


@pytest.mark.parametrize("value", [None, False, 0, "", (), frozenset()])
def test_a_known_field_may_be_empty(value):
    assert namespace(tier=value).tier == value


def test_a_subject_shows_neither_fields_nor_what_it_does_not_know():
    assert repr(namespace(tier=UNKNOWN, tags=UNKNOWN)) == f"<Namespace {namespace_id()}>"


def test_a_subject_cannot_be_changed():
    subject = namespace(tier=UNKNOWN)
    with pytest.raises(FrozenInstanceError):
        subject.tier = "Standard"
    with pytest.raises(FrozenInstanceError):
        del subject.name


@pytest.mark.parametrize(
    "fields", [{"colour": 1}, {"unknown": {"colour": "why"}}, {"tier": "Free", "teir": "Free"}]
)
def test_make_refuses_fields_that_the_kind_does_not_have(fields):
    with pytest.raises(TypeError, match=r"Alert has no field "):
        make(Alert, id=ResourceId("/a"), origin=origin(), **fields)


def test_make_names_every_strange_field():
    with pytest.raises(TypeError, match=r"Hub has no field colour, size$"):
        make(Hub, id=ResourceId("/h"), origin=origin(), size=1, name="h", colour="blue")


def test_every_service_has_its_kind_of_credential():
    assert len(SERVICES) == len(CREDENTIALS) == len(set(CREDENTIALS))


# Resource ids

ascii_text = st.text(string.ascii_letters + string.digits + "-._~{}()' /")
segment = st.text(string.ascii_letters + string.digits + "-._", min_size=1)
ids = st.lists(segment, min_size=1).map(lambda parts: "/" + "/".join(parts))


@given(ascii_text)
def test_ids_are_equal_in_any_letter_case(text):
    item, other = ResourceId(text.upper()), ResourceId(text.lower())
    assert item == other
    assert hash(item) == hash(other)
    assert len({item, other, ResourceId(text.swapcase())}) == 1


@given(st.text())
def test_an_id_takes_any_text(text):
    id = ResourceId(text)
    assert str(id) == text
    assert id == ResourceId(text, exact=False)
    assert text.endswith(id.name)
    assert id.contains(id) or not text or text.endswith("/")
    assert id.subscription in text
    assert id.resource_group in text


def test_an_id_is_not_its_text():
    assert ResourceId("/a") != "/a"
    assert ResourceId("/a") != ResourceId("/a/")


@given(ids, segment)
def test_an_id_contains_itself_and_what_is_below_it(text, name):
    id, below = ResourceId(text), ResourceId(f"{text.swapcase()}/{name}")
    assert id.contains(id)
    assert id.contains(below)
    assert ResourceId(text + "/").contains(below)
    assert not below.contains(id)


@given(ids, segment)
def test_an_id_does_not_contain_its_neighbours(text, name):
    assert not ResourceId(text).contains(ResourceId(text + name))
    assert not ResourceId(text).contains(ResourceId("/somewhere-else" + text))


@given(ids)
def test_an_empty_id_contains_nothing(text):
    assert not ResourceId("").contains(ResourceId(text))


@given(ids, ids)
def test_what_an_id_contains_it_may_contain(text, other):
    for item, its in (
        (ResourceId(text), ResourceId(text + other)),
        (ResourceId(text), ResourceId(other)),
    ):
        # Without an unknown part there is nothing to be filled in.
        assert item.may_contain(its) is item.contains(its)


@pytest.mark.parametrize(
    ("scope", "id", "expected"),
    [
        ("{parameters('scope')}", "/a/b/c", True),
        ("/a/{b}", "/a/b/c", True),
        ("/a/b", "/a/{b}/c", True),
        ("/a/{b}", "/A/{B}/c", True),
        pytest.param(
            "/a/b/c",
            "/a/x/{c}",
            False,
        ),
        ("/a/b-{c}", "/a/b-1", True),
    ],
)
def test_an_id_may_contain_what_its_unknown_parts_allow(scope, id, expected):
    assert ResourceId(scope, exact=False).may_contain(ResourceId(id)) is expected


@pytest.mark.parametrize(
    ("text", "subscription", "group", "name"),
    [
        ("/subscriptions/S1/resourceGroups/G1/providers/a/b/C1", "S1", "G1", "C1"),
        ("/SUBSCRIPTIONS/s1/RESOURCEGROUPS/g1", "s1", "g1", "g1"),
        ("/subscriptions/s1", "s1", "", "s1"),
        ("/subscriptions", "", "", "subscriptions"),
        ("/providers/Microsoft.Web/sites/shop", "", "", "shop"),
        ("shop", "", "", "shop"),
        ("", "", "", ""),
    ],
)
def test_parts_of_an_id(text, subscription, group, name):
    id = ResourceId(text)
    assert (id.subscription, id.resource_group, id.name) == (subscription, group, name)


# Places

WHOLE, TAGS, OWNER = Location("a.yaml", 1), Location("a.yaml", 5), Location("a.yaml", 7)
ORIGIN = Origin("program:prod", WHOLE, {"tags": TAGS, "tags.owner": OWNER})


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("tags.owner", OWNER),
        ("tags.owner.name", OWNER),
        ("tags.environment", TAGS),
        ("tags", TAGS),
        ("tier", WHOLE),
        ("tagsowner", WHOLE),
        ("", WHOLE),
    ],
)
def test_a_field_is_at_the_nearest_place_around_it(field, place):
    assert ORIGIN.at(field) == place


@given(st.text())
def test_every_field_has_a_place(field):
    assert ORIGIN.at(field) in {WHOLE, TAGS, OWNER}
    assert Origin("program:prod").at(field) is None


def test_a_place_in_words():
    assert str(OWNER) == "a.yaml:7"
    assert str(Location("a.yaml")) == "a.yaml"


# Estates


def test_an_estate_refuses_a_kind_that_it_does_not_collect():
    with pytest.raises(TypeError, match="an estate has no Secret"):
        list(Estate().subjects(Secret))


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_a_hub_that_does_not_tell_its_credentials_stands_for_each_of_them(kind):
    holder = hub(credentials=UNKNOWN)
    found = list(Estate(hubs=(holder,)).subjects(kind))
    assert [(subject, why.field) for subject, why in found] == [(holder, "Hub.credentials")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"metrics": ("OUTGOING.ALLPNS.PNSERROR",)}, True),
        ({"scopes": (namespace_id(),)}, True),
        ({"scopes": (ResourceId(namespace_id().text.upper()),)}, True),
        ({"metrics": ("Http5xx",)}, False),
        ({"metrics": ()}, False),
        ({"scopes": ()}, False),
        ({"scopes": (ResourceId("/subscriptions/s/providers/Microsoft.Web/sites/shop"),)}, False),
    ],
)
def test_what_watches_a_hub(fields, expected):
    assert watches_hub(alert(**fields)) is expected


def test_a_subject_with_a_secret_cannot_be_pickled():
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Secret("planted"))


def test_a_reason_that_stays_comes_before_one_that_the_deployment_removes():
    stays, goes = Undetermined("b.b", "b"), Undetermined("a.a", "a", later=True)
    assert first(stays, goes) is first(goes, stays) is stays
    assert first(None, goes) is goes
