import pytest

from factories import (
    UNKNOWN,
    context,
    demanding,
    estate,
    group_id,
    hub_id,
    namespace_id,
    role_definition,
    role_grant,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome

CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
OWN = "5a1f0000-0000-4000-8000-000000000001"
LIST_KEYS = (
    "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules/listKeys/action"
)


def granted(stack="prod", **overrides):
    return estate(stack, role_grants=[role_grant(stack, **overrides)])


def own(*actions, without=(), **overrides):
    return estate(
        role_grants=[role_grant(role=OWN, **overrides)],
        role_definitions=[role_definition(OWN, actions, without)],
    )


def vault(group="push_prod"):
    return ResourceId(
        f"/subscriptions/s/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults/v"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(granted(role=READER), Outcome.PASS, id="good: a reader"),
        pytest.param(
            granted(scope=vault()), Outcome.NOT_APPLICABLE, id="good: an owner of a vault"
        ),
        pytest.param(
            granted(scope=group_id("other")), Outcome.NOT_APPLICABLE, id="good: another group"
        ),
        pytest.param(
            granted(scope=ResourceId(f"{namespace_id()}2")),
            Outcome.NOT_APPLICABLE,
            id="good: a namespace whose name only begins the same",
        ),
        pytest.param(
            own("Microsoft.NotificationHubs/*/read"), Outcome.PASS, id="good: a role that reads"
        ),
        pytest.param(
            own("*", without=("Microsoft.NotificationHubs/*",)),
            Outcome.PASS,
            id="good: a role that takes the actions back",
        ),
        pytest.param(
            context(granted(), demands=demanding(key_readers=("deployer",))),
            Outcome.PASS,
            id="good: the baseline names the principal",
        ),
        pytest.param(
            context(granted(), demands=demanding(key_readers=("somebody", "deploy*"))),
            Outcome.PASS,
            id="good: one of two patterns fits the principal",
        ),
        pytest.param(
            context(granted(), demands=demanding(key_readers=("somebody", "else"))),
            Outcome.FAIL,
            id="bad: the baseline names others",
        ),
        pytest.param(granted(), Outcome.FAIL, id="bad: an owner of the namespace"),
        pytest.param(
            granted(role=CONTRIBUTOR.upper()), Outcome.FAIL, id="bad: a contributor, in capitals"
        ),
        pytest.param(granted(scope=group_id()), Outcome.FAIL, id="bad: the group"),
        pytest.param(
            granted(scope=ResourceId(group_id().text.partition("/resourceGroups")[0])),
            Outcome.FAIL,
            id="bad: the subscription",
        ),
        pytest.param(granted(scope=hub_id()), Outcome.FAIL, id="bad: the hub"),
        pytest.param(
            granted(scope=ResourceId(f"{hub_id()}/authorizationRules/billing")),
            Outcome.FAIL,
            id="bad: an access rule",
        ),
        pytest.param(own(LIST_KEYS), Outcome.FAIL, id="bad: a role with the action"),
        pytest.param(own("*/action"), Outcome.FAIL, id="bad: a role with a pattern"),
        pytest.param(
            own("Microsoft.NotificationHubs/namespaces/notificationHubs/pnsCredentials/action"),
            Outcome.FAIL,
            id="bad: a role that reads credentials",
        ),
        pytest.param(granted(role=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the role"),
        pytest.param(granted(scope=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the scope"),
        pytest.param(granted(role=OWN), Outcome.UNDETERMINED, id="unknown: what a role may do"),
        pytest.param(
            granted(scope=ResourceId("/subscriptions/11111111-1111-4111-8111-111111111111")),
            Outcome.UNDETERMINED,
            id="unknown: whether it is the subscription of the source",
        ),
        pytest.param(
            granted(scope=ResourceId("{parameters('scope')}", exact=False)),
            Outcome.UNDETERMINED,
            id="unknown: a part of the scope",
        ),
        pytest.param(granted("test"), Outcome.NOT_APPLICABLE, id="not applicable: a sandbox"),
    ],
)
def test_role_reads_keys(given, expected):
    assert verdict("role-reads-keys", given) is expected


NAMESPACE_KEYS = "Microsoft.NotificationHubs/namespaces/authorizationRules/listKeys/action"


@pytest.mark.parametrize(
    ("action", "scope", "expected"),
    [
        (NAMESPACE_KEYS, hub_id(), Outcome.PASS),
        (LIST_KEYS, hub_id(), Outcome.FAIL),
        (NAMESPACE_KEYS, namespace_id(), Outcome.FAIL),
        (
            "Microsoft.NotificationHubs/namespaces/pnsCredentials/action",
            namespace_id(),
            Outcome.FAIL,
        ),
        ("Microsoft.NotificationHubs/namespaces/pnsCredentials/action", hub_id(), Outcome.PASS),
    ],
)
def test_an_action_counts_where_it_is_about_what_the_role_is_on(action, scope, expected):
    assert verdict("NH210", own(action, scope=scope)) is expected
