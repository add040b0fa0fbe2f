"""The role for auditing live Azure, and its assignments.

It is not a part of the example stacks, because a role belongs to a subscription and a stack to one environment. A
program that sets up a subscription creates it once.
"""

import uuid
from collections.abc import Sequence
from typing import Final

import pulumi
from pulumi_azure_native import authorization

from hubwarden.sources.azure.auditor_role import NAMES, permissions

_IDS: Final = uuid.UUID("2f0b6a7e-5d55-4c0e-9a55-7b1d0f1f4c11")
"""The namespace for the GUIDs that name roles and assignments, so that they are the same in every run."""


class AuditorRole(pulumi.ComponentResource):
    """A custom role with exactly the permissions that ``hubwarden check azure:`` needs, and its assignments.

    ``scope`` is where it can be assigned and is assigned: ``/subscriptions/...`` or the id of a management group.
    ``principals`` are the object ids that get it, all of the type ``principal_type``. With ``with_credentials`` it
    can also read push credentials, which are secrets.
    """

    id: pulumi.Output[str]
    """The resource id of the role."""

    def __init__(
        self,
        name: str,
        *,
        scope: str,
        principals: Sequence[str] = (),
        principal_type: str = "ServicePrincipal",
        with_credentials: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("hubwarden:index:AuditorRole", name, {}, opts)
        # Names of custom roles are unique in a tenant, so a role for another scope needs another name.
        suffix = scope.rpartition("/")[2]
        role = authorization.RoleDefinition(
            f"{name}-role",
            role_definition_id=str(uuid.uuid5(_IDS, f"{scope.lower()}/{with_credentials}")),
            role_name=f"{NAMES[with_credentials]} ({suffix})",
            role_type="CustomRole",
            description="Reads what hubwarden check azure: judges. Changes nothing.",
            scope=scope,
            assignable_scopes=[scope],
            permissions=[
                authorization.PermissionArgs(
                    actions=list(permissions(with_credentials=with_credentials)),
                    not_actions=[],
                    data_actions=[],
                    not_data_actions=[],
                )
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        for principal in principals:
            authorization.RoleAssignment(
                f"{name}-{principal}",
                role_assignment_name=str(
                    uuid.uuid5(_IDS, f"{scope.lower()}/{with_credentials}/{principal.lower()}")
                ),
                scope=scope,
                role_definition_id=role.id,
                principal_id=principal,
                principal_type=principal_type,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.id = role.id
        self.register_outputs({})
