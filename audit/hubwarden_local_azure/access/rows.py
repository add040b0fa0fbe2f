"""The rows of Microsoft.Authorization: locks, role definitions, role assignments and deny assignments.

This API cannot write deny assignments and eligible assignments: Azure creates the former, and Privileged Identity
Management the latter, from requests that the local Azure does not have.
"""

from __future__ import annotations

from typing import Final

from hubwarden_local_azure.access.permissions import (
    DENY_ASSIGNMENTS,
    ELIGIBLE,
    ROLE_ASSIGNMENTS,
    ROLE_DEFINITIONS,
)
from hubwarden_local_azure.access.role_definitions import RoleDefinition
from hubwarden_local_azure.authorization import LOCKS, RoleAssignment, Stamped
from hubwarden_local_azure.kinds import Kind, Where, versions
from hubwarden_local_azure.shapes import (
    ANYTHING,
    FILLED,
    FLAG,
    TEXT,
    Choice,
    ListOf,
    MapOf,
    Text,
    members,
)

_GUID: Final = Text(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", says="must be a GUID")
_OBJECTS: Final = ListOf(MapOf(ANYTHING))
_WHO: Final = Choice(("User", "Group", "ServicePrincipal", "ForeignGroup", "Device"))
_WORDS: Final = ListOf(TEXT)
_PERMISSIONS: Final = ListOf(
    members(
        "condition conditionVersion",
        actions=_WORDS,
        notActions=_WORDS,
        dataActions=_WORDS,
        notDataActions=_WORDS,
    )
)
_PRINCIPALS: Final = ListOf(members("id* type displayName email", id=_GUID))

ROWS: Final = (
    Kind(
        type=LOCKS,
        versions=versions("2015-01-01 2016-09-01 2017-04-01 2020-05-01"),
        source="API reference of management locks (level is required, NotSpecified is no lock)",
        where=Where.ANYTHING,
        name=r"[^<>%&:\\?/]{1,260}",
        properties=members(
            "level* notes owners",
            level=Choice(("CanNotDelete", "ReadOnly")),
            notes=TEXT,
            owners=_OBJECTS,
        ),
        tagged=False,
        patch=False,
        system_data=True,
    ),
    Kind(
        type=ROLE_ASSIGNMENTS,
        versions=versions(
            "2015-07-01 2017-10-01-preview 2018-01-01-preview 2018-09-01-preview "
            "2020-03-01-preview 2020-04-01-preview 2020-08-01-preview 2020-10-01-preview 2022-04-01"
        ),
        source="API reference of role assignments (RoleAssignmentProperties)",
        where=Where.ANYTHING,
        name=r"[^/]{1,260}",
        properties=members(
            "roleDefinitionId* principalId* scope! createdOn! updatedOn! createdBy! updatedBy! "
            "description condition conditionVersion delegatedManagedIdentityResourceId",
            roleDefinitionId=FILLED,
            principalId=_GUID,
            principalType=_WHO,
        ),
        tagged=False,
        patch=False,
        # Without the right to read, the list of a subscription or management group is empty; only that of the
        # tenant
        # is refused (azure-sdk-for-python 22873, azure-docs 66312 and 118160).
        lists_what_is_seen=True,
        above_subscriptions=True,
        behaviour=RoleAssignment(),
    ),
    Kind(
        type=ROLE_DEFINITIONS,
        versions=versions("2015-07-01 2018-01-01-preview 2022-04-01 2022-05-01-preview"),
        source="API reference of role definitions (RoleDefinitionProperties)",
        where=Where.ANYTHING,
        name=_GUID.pattern,
        properties=members(
            "roleName* permissions* assignableScopes* createdOn! updatedOn! createdBy! updatedBy!",
            roleName=FILLED,
            type=TEXT,
            description=TEXT,
            permissions=_PERMISSIONS,
            assignableScopes=ListOf(FILLED),
        ),
        tagged=False,
        patch=False,
        above_subscriptions=True,
        behaviour=RoleDefinition(),
    ),
    Kind(
        type=DENY_ASSIGNMENTS,
        versions=versions("2018-07-01-preview 2022-04-01 2024-07-01-preview"),
        source="API reference of deny assignments (DenyAssignmentProperties)",
        where=Where.ANYTHING,
        name=_GUID.pattern,
        properties=members(
            "denyAssignmentName* permissions* principals* scope! createdOn! updatedOn! createdBy! "
            "updatedBy! description condition conditionVersion denyAssignmentEffect",
            denyAssignmentName=FILLED,
            permissions=_PERMISSIONS,
            principals=_PRINCIPALS,
            excludePrincipals=_PRINCIPALS,
            doNotApplyToChildScopes=FLAG,
            isSystemProtected=FLAG,
        ),
        defaults={
            "excludePrincipals": [],
            "doNotApplyToChildScopes": False,
            "isSystemProtected": True,
        },
        tagged=False,
        put=False,
        patch=False,
        delete=False,
        above_subscriptions=True,
        behaviour=Stamped(),
    ),
    Kind(
        type=ELIGIBLE,
        versions=versions("2020-10-01-preview 2020-10-01 2022-04-01-preview 2024-02-01-preview"),
        source="API reference of role eligibility schedule instances",
        where=Where.ANYTHING,
        name=r"[^/]{1,260}",
        properties=members(
            "roleDefinitionId* principalId* scope! createdOn! roleEligibilityScheduleId "
            "startDateTime endDateTime condition conditionVersion expandedProperties",
            roleDefinitionId=FILLED,
            principalId=_GUID,
            principalType=_WHO,
            memberType=Choice(("Direct", "Group", "Inherited")),
            status=TEXT,
        ),
        defaults={"memberType": "Direct", "status": "Provisioned"},
        tagged=False,
        put=False,
        patch=False,
        delete=False,
        above_subscriptions=True,
        behaviour=Stamped(),
    ),
)
