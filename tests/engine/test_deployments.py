"""Both stacks through the real engine, again and again, so that nobody deploys the program first."""

import json
import urllib.request

import pytest

PROTECTED = "protect"


def resources(azure, kind):
    """Return what stands in the local Azure of one ARM type, by the last part of its id."""
    wanted = kind.lower()
    return {
        item["id"].rpartition("/")[2]: item
        for item in azure.dump()["resources"]
        if item["type"].lower() == wanted
    }


def written(azure):
    """Return the requests that changed something."""
    url, headers = f"{azure.url}/_local/requests", {"Authorization": "Bearer test"}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310
        requests = json.load(answer)["requests"]
    return [request for request in requests if request["method"] in ("PUT", "PATCH", "DELETE")]


HUB = "Microsoft.NotificationHubs/namespaces/notificationHubs"
RULE = f"{HUB}/authorizationRules"


@pytest.mark.parametrize("stack", ["prod", "test"])
def test_the_first_preview_and_what_follows(fresh, azure, stack):
    first = fresh.preview(stack)
    assert first.code == 0, first.text
    assert written(azure) == []
    up = fresh.up(stack)
    assert up.code == 0, up.errors or up.err
    assert set(up.counts) == {"create"}
    for command in (
        ["preview", "--expect-no-changes"],
        ["refresh", "--yes", "--expect-no-changes"],
    ):
        again = fresh.run(*command, "--stack", stack)
        assert again.code == 0, again.text
    second = fresh.up(stack)
    assert set(second.counts) == {"same"}, second.steps


def test_a_consumer_is_added(deployed):
    project = deployed.project
    project.setting("prod", "apps.shop.consumers.reports", {"role": "backend", "rights": ["Send"]})
    up = project.up("prod")
    assert up.code == 0, up.errors or up.err
    made = {name: op for name, op in up.steps.items() if not name.endswith("--reports")}
    assert made == {"shop--reports.rule": "create"}
    assert up.steps["shop--reports"] == "create"
    assert set(up.counts) == {"create", "same"}
    assert resources(deployed.azure, RULE)["reports"]["properties"]["rights"] == ["Send"]


def test_a_credential_is_rotated_in_place(deployed):
    project = deployed.project
    project.secret("prod", "shop-apnsToken", "canary: the next signing key")
    up = project.up("prod")
    assert up.code == 0, up.errors or up.err
    assert up.steps == {"shop.hub": "update"}
    hub = resources(deployed.azure, HUB)["lindenmarkt-prod-shop"]
    token = hub["properties"]["apnsCredential"]["properties"]["token"]
    assert token == "canary: the next signing key"


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param({"prefix": "birkenmarkt"}, id="a rename"),
        pytest.param(
            {"prefix": "birkenmarkt", "environment": "sandbox"}, id="a rename as a sandbox"
        ),
        pytest.param({"zoneRedundancy": False}, id="a setting that replaces the namespace"),
        pytest.param(
            {"prefix": "birkenmarkt", "environment": "sandbox", "lock": False},
            id="a rename as a sandbox without a lock",
        ),
    ],
)
def test_what_would_lose_registrations_is_refused_and_nothing_is_touched(deployed, edits):
    project = deployed.project
    before = deployed.azure.dump()
    for path, value in edits.items():
        project.setting("prod", path, value)
    preview = project.preview("prod")
    assert preview.code != 0
    assert PROTECTED in preview.text
    up = project.run("up", "--stack", "prod", "--yes")
    assert up.code != 0
    assert written(deployed.azure) == []
    assert deployed.azure.dump() == before


def test_an_environment_changes_its_word_alone(deployed):
    hubs = resources(deployed.azure, HUB).keys()
    project = deployed.project
    project.setting("prod", "environment", "sandbox")
    up = project.up("prod")
    assert up.code == 0, up.errors or up.err
    assert set(up.steps.values()) <= {"update"}
    assert resources(deployed.azure, HUB).keys() == hubs


def test_an_app_that_goes_leaves_its_hub_in_azure(deployed):
    project = deployed.project
    project.setting("prod", "apps.courier", None)
    project.setting("prod", "courier-fcmPrivateKey", None)
    up = project.run("up", "--stack", "prod", "--yes")
    assert up.code != 0
    assert PROTECTED in up.text
    assert "lindenmarkt-prod-courier" in resources(deployed.azure, HUB)


def test_a_consumer_goes_and_comes_back_in_the_sandbox(deployed):
    project = deployed.project
    consumer = {"role": "backend", "rights": ["Send"]}
    project.setting("test", "apps.shop.consumers.orders", None)
    gone = project.up("test")
    assert gone.code == 0, gone.errors or gone.err
    rules = [
        item for item in deployed.azure.dump()["resources"] if item["type"].lower() == RULE.lower()
    ]
    assert not any(
        "/lindenmarkt-test-shop/" in rule["id"] and rule["id"].endswith("/orders") for rule in rules
    )
    project.setting("test", "apps.shop.consumers.orders", consumer)
    back = project.up("test")
    assert back.code == 0, back.errors or back.err
    assert back.steps["shop--orders.rule"] == "create"


def test_a_consumer_goes_from_under_the_lock_in_two_steps(deployed):
    project = deployed.project
    project.setting("prod", "apps.shop.consumers.campaigns", None)
    project.setting("prod", "lock", value=False)
    unlocked = project.up("prod")
    assert unlocked.code == 0, unlocked.errors or unlocked.err
    assert "campaigns" not in resources(deployed.azure, RULE)
    project.setting("prod", "lock", None)
    again = project.up("prod")
    assert again.code == 0, again.errors or again.err
    assert again.steps == {"environment": "update", "lock": "create"}


def test_a_removal_that_the_lock_refused_is_done_after_the_lock_went_alone(deployed):
    project = deployed.project
    project.setting("prod", "apps.shop.consumers.campaigns", None)
    locked = project.up("prod")
    assert locked.code != 0
    assert "ScopeLocked" in locked.errors
    project.setting("prod", "lock", value=False)
    # Pulumi now knows of no order between the two any more, and tries the rule first.
    assert project.up("prod").code != 0
    alone = project.up("prod", "--target", "**::lock")
    assert alone.code == 0, alone.errors
    assert alone.steps == {"lock": "delete"}
    removed = project.up("prod")
    assert removed.code == 0, removed.errors
    assert "campaigns" not in resources(deployed.azure, RULE)


def test_the_sandbox_is_destroyed_and_deployed_again(deployed):
    project = deployed.project
    gone = project.run("destroy", "--stack", "test", "--yes")
    assert gone.code == 0, gone.text
    assert "lindenmarkt-test-shop" not in resources(deployed.azure, HUB)
    again = project.up("test")
    assert again.code == 0, again.errors or again.err
    assert "lindenmarkt-test-shop" in resources(deployed.azure, HUB)


def test_production_is_not_destroyed(deployed):
    before = resources(deployed.azure, HUB).keys()
    gone = deployed.project.run("destroy", "--stack", "prod", "--yes")
    assert gone.code != 0
    assert PROTECTED in gone.text
    assert resources(deployed.azure, HUB).keys() == before
