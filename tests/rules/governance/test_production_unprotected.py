import pytest

from factories import (
    ALL_KINDS,
    UNKNOWN,
    estate,
    group_id,
    hub,
    hub_id,
    lock,
    namespace,
    namespace_id,
    results,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap
from hubwarden.report import Outcome

BARE = {"protect": False, "retain_on_delete": False}
NOT_TOLD = dict.fromkeys(BARE, UNKNOWN)
NOT_PULUMI = dict.fromkeys(BARE)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: locked and protected"),
        pytest.param(
            estate(locks=[lock(scope=group_id())]),
            Outcome.PASS,
            id="good: a lock on the resource group",
        ),
        pytest.param(
            estate(
                locks=[
                    lock(scope=ResourceId("/subscriptions/00000000-0000-0000-0000-000000000000"))
                ]
            ),
            Outcome.PASS,
            id="good: a lock on the subscription",
        ),
        pytest.param(
            estate(locks=[lock(level="ReadOnly")]),
            Outcome.PASS,
            id="good: a lock that makes it read-only",
        ),
        pytest.param(
            estate(locks=[lock(scope=ResourceId(namespace_id().text.upper()))]),
            Outcome.PASS,
            id="good: a lock in another letter case",
        ),
        pytest.param(
            estate(namespaces=[namespace(**NOT_PULUMI)], hubs=[hub(**NOT_PULUMI)]),
            Outcome.PASS,
            id="good: another source than Pulumi",
        ),
        pytest.param(
            estate(hubs=[hub(namespace=namespace_id("test"), **BARE)]),
            Outcome.PASS,
            id="good: a hub of another namespace",
        ),
        pytest.param(estate(locks=[]), Outcome.FAIL, id="bad: no lock"),
        pytest.param(
            estate(locks=[lock(scope=hub_id())]), Outcome.FAIL, id="bad: a lock on the hub alone"
        ),
        pytest.param(
            estate(locks=[lock(scope=namespace_id("test"))]),
            Outcome.FAIL,
            id="bad: a lock on another namespace",
        ),
        pytest.param(
            estate(locks=[lock(scope=ResourceId(namespace_id().text[:-1]))]),
            Outcome.FAIL,
            id="bad: a lock on a namespace whose name begins alike",
        ),
        pytest.param(
            estate(locks=[lock(level="NotSpecified")]),
            Outcome.FAIL,
            id="bad: a lock without a level",
        ),
        pytest.param(
            estate(locks=[lock(scope=ResourceId(""))]),
            Outcome.FAIL,
            id="bad: a lock without a scope",
        ),
        pytest.param(
            estate(namespaces=[namespace(protect=False, retain_on_delete=True)]),
            Outcome.FAIL,
            id="bad: not protected",
        ),
        pytest.param(
            estate(namespaces=[namespace(protect=True, retain_on_delete=False)]),
            Outcome.FAIL,
            id="bad: not retained",
        ),
        pytest.param(
            estate(hubs=[hub(**BARE)]), Outcome.FAIL, id="bad: a hub that is not protected"
        ),
        pytest.param(
            estate(
                hubs=[
                    hub(
                        namespace=ResourceId(
                            f"{namespace_id()}".replace("ns-prod", "{ns}"), exact=False
                        )
                    )
                ]
            ),
            Outcome.UNDETERMINED,
            id="unknown: the namespace of a hub",
        ),
        pytest.param(
            estate(namespaces=[namespace(**NOT_TOLD)]),
            Outcome.UNDETERMINED,
            id="unknown: the protection",
        ),
        pytest.param(
            estate(hubs=[hub(**NOT_TOLD)]),
            Outcome.UNDETERMINED,
            id="unknown: the protection of a hub",
        ),
        pytest.param(
            estate(locks=[lock(level=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the level of the lock",
        ),
        pytest.param(
            estate(locks=[lock(scope=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the scope of the lock",
        ),
        pytest.param(
            estate(locks=[lock(scope=ResourceId("{parameters('scope')}", exact=False))]),
            Outcome.UNDETERMINED,
            id="unknown: a part of the lock's scope",
        ),
        pytest.param(
            estate(locks=[], complete=ALL_KINDS - {"locks"}),
            Outcome.UNDETERMINED,
            id="unknown: the source does not tell all locks",
        ),
        pytest.param(
            estate(locks=[], gaps=[Gap("program:prod", "page 2", "forbidden")]),
            Outcome.UNDETERMINED,
            id="unknown: a part of the source could not be read",
        ),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            estate("prod-test"), Outcome.UNDETERMINED, id="unknown: two environments match"
        ),
        pytest.param(
            estate("test", locks=[]), Outcome.NOT_APPLICABLE, id="not applicable: a sandbox may go"
        ),
        pytest.param(
            estate(
                locks=[], provided_elsewhere={("program:prod", "locks"): "by the platform team"}
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: locks are provided elsewhere",
        ),
    ],
)
def test_production_unprotected(given, expected):
    assert verdict("production-unprotected", given) is expected


def test_every_lack_is_told():
    given = estate(namespaces=[namespace(**BARE)], hubs=[hub(**BARE)], locks=[])
    assert [
        (result.field, result.message) for result in results("production-unprotected", given)
    ] == [
        ("lock", "no lock refuses its deletion"),
        ("protect", "it is not protected in Pulumi"),
        ("protect.orders", "hub orders is not protected in Pulumi"),
        ("retain_on_delete", "it is not retained on delete in Pulumi"),
        ("retain_on_delete.orders", "hub orders is not retained on delete in Pulumi"),
    ]


AROUND = {
    "locks are provided elsewhere": {
        "provided_elsewhere": {("program:prod", "locks"): "by the platform team"}
    },
    "not all locks are told": {"complete": ALL_KINDS - {"locks"}},
    "a gap": {"gaps": [Gap("program:prod", "page 2", "forbidden")]},
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("field", BARE)
def test_what_is_certain_is_told_whatever_is_known_of_locks(field, around):
    for fields in (
        {"namespaces": [namespace(**{field: False})]},
        {"hubs": [hub(**{field: False})]},
        {"namespaces": [namespace(**NOT_TOLD)], "hubs": [hub(**{field: False})]},
    ):
        found = results("production-unprotected", estate(**fields, **around, locks=[]))
        assert Outcome.FAIL in {item.outcome for item in found}


def test_all_that_is_not_known_is_told():
    """Where one of them is accepted, another must not be accepted with it."""
    given = estate(namespaces=[namespace(**NOT_TOLD)], locks=[lock(scope=UNKNOWN)])
    found = results("production-unprotected", given)
    assert {result.outcome for result in found} == {Outcome.UNDETERMINED}
    assert {result.field for result in found} == {
        "Lock.scope",
        "Namespace.protect",
        "Namespace.retain_on_delete",
    }


def test_nobody_answers_for_what_is_not_known():
    elsewhere = {("program:prod", "locks"): "by the platform team"}
    given = estate(namespaces=[namespace(**NOT_TOLD)], locks=[], provided_elsewhere=elsewhere)
    assert verdict("production-unprotected", given) is Outcome.UNDETERMINED


def unclear(name, *, later=False, **overrides):
    """Return a hub whose namespace is not known."""
    text = f"{namespace_id()}".replace("ns-prod", "{ns}")
    return hub(
        id=hub_id(name=name),
        namespace=ResourceId(text, exact=False, later=later),
        **overrides,
    )


@pytest.mark.parametrize(
    ("hubs", "named", "later"),
    [
        # What no deployment makes known is named first.
        ([unclear("a", later=True), unclear("b"), unclear("c")], "b", False),
        ([unclear("a", later=True)], "a", True),
        # Whether it is protected matters only where it is in this namespace.
        ([unclear("a", **BARE)], "a", False),
    ],
)
def test_a_hub_that_may_be_in_the_namespace_is_named(hubs, named, later):
    (found,) = results("NH601", estate(hubs=hubs))
    assert (found.outcome, found.later) == (Outcome.UNDETERMINED, later)
    assert found.message == f"hub {named} may be in this namespace"
