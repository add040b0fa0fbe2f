"""The activity log: who wrote, deleted or acted on what, and when.

Source: API reference of activity logs (2015-04-01) and "Azure Activity log event schema". Reads are not logged. A
long-running operation is logged once, at its end; Azure also logs its beginning.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from hubwarden_local_azure.paths import group_of, place_of, subscription_of, within
from hubwarden_local_azure.refusals import ArmError, bad_request
from hubwarden_local_azure.tenant import Principal

DAYS: Final = 90
"""The number of days for which Azure keeps an event."""
PAGE: Final = 200
_TESTS: Final = ("resourcegroupname", "resourceuri", "resourceprovider", "correlationid", "caller")
_CONDITION: Final = re.compile(r"(\w+)\s+(ge|le|eq)\s+'([^']*)'", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """An operation that was performed or refused."""

    id: str
    at: str
    """The time, ISO 8601 in UTC."""
    action: str
    """The action: ``Microsoft.NotificationHubs/namespaces/write``."""
    resource: str
    """The id of the resource that it was performed on."""
    caller: Principal
    status: int
    """The HTTP status of the answer."""
    code: str
    """The code of the refusal; empty where it was performed."""
    correlation: str

    def show(self, tenant: str) -> dict[str, Any]:
        """Return the event in the form of the API."""
        type_ = place_of(self.resource).type if self.resource else ""
        user = self.caller.kind == "User"
        name = self.caller.name if user else self.caller.application
        failed = self.status >= HTTPStatus.BAD_REQUEST
        claims = {
            "http://schemas.microsoft.com/identity/claims/objectidentifier": self.caller.id,
            "http://schemas.microsoft.com/identity/claims/tenantid": tenant,
            ("name" if user else "appid"): name,
        }
        return {
            "authorization": {"action": self.action, "scope": self.resource},
            "caller": name if user else self.caller.id,
            "category": _localized("Administrative"),
            "channels": "Operation",
            "claims": claims,
            "correlationId": self.correlation,
            "description": "",
            "eventDataId": self.id,
            "eventName": _localized("EndRequest"),
            "eventTimestamp": self.at,
            "id": f"{self.resource}/events/{self.id}/ticks/0",
            "level": "Error" if failed else "Informational",
            "operationId": self.correlation,
            "operationName": _localized(self.action),
            "properties": {"statusCode": HTTPStatus(self.status).phrase.replace(" ", "")},
            "resourceGroupName": group_of(self.resource),
            "resourceId": self.resource,
            "resourceProviderName": _localized(type_.partition("/")[0]),
            "resourceType": _localized(type_),
            "status": _localized("Failed" if failed else "Succeeded"),
            "subStatus": _localized(self.code),
            "submissionTimestamp": self.at,
            "subscriptionId": subscription_of(self.resource),
            "tenantId": tenant,
        }


def event(
    action: str, resource: str, caller: Principal, outcome: tuple[int, str], at: str
) -> Event:
    """Return a new event; ``outcome`` is the status of the answer and the code of a refusal."""
    status, code = outcome
    ids = (str(uuid.uuid4()) for _ in range(2))
    return Event(next(ids), at, action, resource, caller, status, code, next(ids))


def chosen(events: list[Event], subscription: str, wanted: str, now: str) -> list[Event]:
    """Return the events of a subscription that match a filter, newest first.

    A filter must have ``eventTimestamp ge '...'`` and may have ``le``; one further condition can select a resource
    group, a resource, a provider, a correlation id or a caller.
    """
    tests = [_test(word) for word in re.split(r"(?i)\s+and\s+", wanted.strip()) if word]
    since = [text for name, text, _ in tests if name == "ge"]
    if not since:
        raise bad_request(
            "The $filter must have a start time: eventTimestamp ge '...'.", "BadRequest"
        )
    if (datetime.fromisoformat(now) - datetime.fromisoformat(since[0])).days > DAYS:
        raise ArmError(
            400, "BadRequest", f"The start time cannot be more than {DAYS} days in the past."
        )
    return [
        item
        for item in reversed(events)
        if subscription_of(item.resource).lower() == subscription.lower()
        and all(test(item) for _, _, test in tests)
    ]


def _test(word: str) -> tuple[str, str, Callable[[Event], bool]]:
    found = _CONDITION.fullmatch(word.strip())
    if found is None:
        raise bad_request("The $filter cannot be read.", "BadRequest")
    name, operator, value = found[1].lower(), found[2].lower(), found[3]
    if name == "eventtimestamp" and operator != "eq":
        at = _time(value)
        compare = (
            (lambda item: _time(item.at) >= at)
            if operator == "ge"
            else (lambda item: _time(item.at) <= at)
        )
        return operator, at.isoformat(), compare
    if operator != "eq" or name not in _TESTS:
        raise bad_request("The $filter has an unsupported condition.", "BadRequest")
    lower = value.lower()
    tests: dict[str, Callable[[Event], bool]] = {
        "resourcegroupname": lambda item: group_of(item.resource).lower() == lower,
        "resourceuri": lambda item: within(item.resource, value),
        "resourceprovider": lambda item: item.action.lower().startswith(f"{lower}/"),
        "correlationid": lambda item: item.correlation == lower,
        "caller": lambda item: lower in {item.caller.name.lower(), item.caller.id.lower()},
    }
    return "eq", value, tests[name]


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request("A time in the $filter cannot be read.", "BadRequest") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _localized(text: str) -> dict[str, str]:
    return {"value": text, "localizedValue": text}
