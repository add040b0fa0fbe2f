"""Role reads keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hubwarden import citations
from hubwarden.azure_changes import DELETE_ROLE, PUT_ROLE
from hubwarden.context import EstateContext
from hubwarden.model.base import Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import RoleGrant
from hubwarden.model.roles import NOT_READING_KEYS, READING_KEYS, RoleDefinition, key_actions
from hubwarden.model.scopes import held_by
from hubwarden.policy.demands import matches
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH210",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.AZSK.on("Azure_NotificationHub_AuthZ_Grant_Min_RBAC_Access"),
        citations.OPERATIONS.on("Microsoft.NotificationHubs: listkeys, pnsCredentials"),
        citations.BASELINE,
    ),
    changes=(PUT_ROLE, DELETE_ROLE),
    fix="Grant a role without listkeys and pnsCredentials, or name the principal under key_readers.",
    fix_kind="take-away",
)
def role_reads_keys(role_grant: RoleGrant, ctx: EstateContext) -> Iterator[Violation]:
    """A role that may list access keys or read credentials is granted on a production namespace.

    ## Why it matters

    Anyone who may list the keys of a namespace can push to every user; anyone who may read its credentials
    can do so without Azure. Owner and Contributor may do both, on the namespace and from the resource group
    or the subscription above it. So may a custom role with one of the actions or a pattern that covers one.

    Only grants that a source shows are judged; grants made elsewhere are not known. User Access
    Administrator reads no keys, but whoever has it can take any role.

    ## Bad example

    ```json
    {
      "type": "Microsoft.Authorization/roleAssignments",
      "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
      "name": "0d7e4b1a-52c8-4f3e-9a6d-1b8c5e2f7a90",
      "properties": {
        "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]", // Contributor lists keys
        "principalId": "9e3a1f64-7b2c-4d85-a0f9-2c6e8d4b1a73"
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.Authorization/roleAssignments",
      "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
      "name": "6a2f9c3d-18e7-4b50-8d4c-7e1a3f5b9c26",
      "properties": {
        "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
        "principalId": "9e3a1f64-7b2c-4d85-a0f9-2c6e8d4b1a73"
      }
    }
    ```

    ## Remediation

    Grant Reader, or a custom role with the actions that the work needs. A principal that must read the
    keys, such as the identity that deploys, goes under `key_readers` of the environment in the baseline,
    by its object id.

    ### In the Pulumi program

    The program grants no role on the namespace but that of the vault's secrets, with `identity` of a consumer. Roles that people and
    pipelines have are granted elsewhere: change them there.

    ## What the fix breaks

    Whoever had the role can no longer change the namespace or read its keys. A pipeline that deploys the hub needs
    that: name its principal under `key_readers` in the baseline, and leave it the role.
    """
    held = held_by(ctx.estate, role_grant.scope, "RoleGrant.scope")
    if held is None:
        raise NotApplicable("its scope holds no namespace and no hub")
    demands = ctx.environment(held)
    if demands.kind != "production":
        raise NotApplicable("its environment is not production")
    may = _may_read(role_grant, ctx.estate)
    if may is None:
        return
    if demands.key_readers and any(
        matches(item, role_grant.principal) for item in demands.key_readers
    ):
        return
    yield Violation(f"{may} on {role_grant.scope.name} reaches {held.id.name}", at="role")


def _may_read(role_grant: RoleGrant, estate: Estate) -> str | None:
    """Return which role may read keys and why, in words; ``None`` where it may not."""
    name = role_grant.role.name.lower()
    if name in READING_KEYS:
        return f"{READING_KEYS[name]}, who may list keys and read credentials,"
    if name in NOT_READING_KEYS:
        return None
    own = estate.index("role definitions by name", lambda: _by_name(estate)).get(name, ())
    if not own:
        raise Undetermined(
            "RoleGrant.role",
            f"what role {role_grant.role.name} may do is not known: no source in scope declares it",
            later=role_grant.role.later,
        )
    actions = [action for item in own for action in key_actions(item.permissions)]
    if "/notificationhubs/" in role_grant.scope.folded:
        # On a hub, an action that is about namespaces allows nothing.
        actions = [action for action in actions if "/notificationhubs/" in action]
    return f"role {own[0].id.name}, which allows {actions[0]}," if actions else None


def _by_name(estate: Estate) -> Mapping[str, Sequence[RoleDefinition]]:
    found: dict[str, list[RoleDefinition]] = {}
    for item in estate.role_definitions:
        found.setdefault(item.id.name.lower(), []).append(item)
    return found
