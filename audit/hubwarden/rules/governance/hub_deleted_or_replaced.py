"""Hub deleted or replaced."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import EstateContext
from hubwarden.model.base import ResourceId
from hubwarden.model.estate import Estate
from hubwarden.model.planned_change import PlannedChange
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH605",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.HIGH_AVAILABILITY.on("registrations cannot be restored"),
        citations.PROTECT,
        citations.RETAIN,
    ),
    fix="Take back the change that forces it; where the loss is meant, switch the rule off for the environment, with the reason, until it is done.",
    hidden_from_pack="what an update deletes or replaces",
)
def hub_deleted_or_replaced(change: PlannedChange, ctx: EstateContext) -> Iterator[Violation]:
    """An update deletes or replaces a namespace, a hub or what holds them.

    ## Why it matters

    Registrations are in the hub and go with it; nothing brings them back. Every device is out of reach
    until its app registers again, and access keys change. A replacement is no better than a deletion: the
    new hub is empty. It is judged in every environment, and is critical in each: the registrations of a
    sandbox are those of testers, and a baseline may grade that lower.

    The engine follows the state from before the update. Protection that the same edit switches on does not
    stop a deletion or a replacement, and a deletion is refused only while the old state is protected. An
    update that Pulumi refuses for now is a violation all the same: what the program asks for is the loss,
    and the next edit may take the protection away.

    Only a preview shows this: a program, a state or a template does not say what an update does. A policy
    pack cannot see it either, because the engine shows it only the resources that will exist. A hub that is
    removed from a stack and retained on delete stays in Azure: that is reported as a gap.

    ## Bad example

    A step of `pulumi preview --json`:

    ```json
    {
      "op": "replace", // the new hub is empty
      "urn": "urn:pulumi:prod::push::azure-native:notificationhubs:NotificationHub::shop",
      "replaceReasons": ["notificationHubName"]
    }
    ```

    ## Good example

    ```json
    {
      "op": "update",
      "urn": "urn:pulumi:prod::push::azure-native:notificationhubs:NotificationHub::shop",
      "diffReasons": ["registrationTtl"]
    }
    ```

    ## Remediation

    Find the property that forces it and undo the change: a name, a location, a zone redundancy that another
    tool or Azure itself has set (let the program ignore changes of it). For a resource that was only
    renamed or moved in the program, add an alias. Where the loss is meant, switch this rule off for the
    environment in the baseline, with the reason, and on again afterwards.

    ### In the Pulumi program

    Production is protected, retained on delete and locked unless its settings say otherwise. A resource that was renamed in the
    program keeps its hub with `ResourceOptions(aliases=[Alias(name="old-name")])`:

    ```yaml
    config:
      hubwarden:lock: true
    ```

    ## What the fix breaks

    To take the change back breaks nothing: nothing has been deployed yet. If the loss is meant, make the new hub
    beside the old one, let the apps register there, and delete the old one when they have.
    """
    held = _inside(change, ctx.estate)
    if change.kind == "resource group" and not held:
        return
    hubs = sorted(id.name for id in held if "/notificationhubs/" in id.folded)
    yield Violation(
        f"the update {'replaces' if change.replaced else 'deletes'} {change.kind} {change.name}"
        f"{_why(change)}: {_loss(change, hubs)}{_protection(change)}",
        at=change.forced_by[0] if change.forced_by else "",
    )


def _why(change: PlannedChange) -> str:
    if not change.replaced:
        return ""
    if change.forced_by:
        return f", forced by {', '.join(change.forced_by)}"
    return ", because something that it is made from is replaced"


def _loss(change: PlannedChange, hubs: list[str]) -> str:
    fate = "lost"
    if change.retained:
        fate = "left behind in Azure (retained on delete), where no stack manages them"
    if change.kind == "hub":
        return f"its registrations are {fate}"
    if not hubs:
        return f"the hubs in it, none of which is known here, and their registrations are {fate}"
    count = "1 hub" if len(hubs) == 1 else f"{len(hubs)} hubs"
    return f"{count} in it ({', '.join(hubs)}) and all their registrations are {fate}"


def _protection(change: PlannedChange) -> str:
    if not change.protected:
        return ""
    return "; Pulumi refuses it while it is protected, which must not be switched off for this"


def _inside(change: PlannedChange, estate: Estate) -> list[ResourceId]:
    """Return the hubs and namespaces that are in it, before or after the update."""
    index = estate.index("hubs and namespaces by holder", lambda: _by_holder(estate))
    held = (*change.held, *index.get(change.id.folded, ()))
    return list({id.folded: id for id in held}.values())


def _by_holder(estate: Estate) -> dict[str, list[ResourceId]]:
    """Return by the id of each group and namespace, in lower case, what is in it."""
    found: dict[str, list[ResourceId]] = {}
    for item in (*estate.namespaces, *estate.hubs):
        parts = item.id.folded.split("/")
        # /subscriptions/S/resourceGroups/G has 5 parts, with /providers/P/namespaces/N behind it 9.
        for end in (5, 9):
            found.setdefault("/".join(parts[:end]), []).append(item.id)
    return found
