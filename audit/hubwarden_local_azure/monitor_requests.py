"""Requests of Azure Monitor and private links that are not about resources of the table."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

from hubwarden_local_azure import activity_log
from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.insights import categories_of
from hubwarden_local_azure.locating import existing
from hubwarden_local_azure.notification_hubs.hub_shapes import VERSIONS
from hubwarden_local_azure.refusals import bad_request, not_found, unsupported_version
from hubwarden_local_azure.routes import SUBSCRIPTION, Question, route

_RESOURCE: Final = r"(?P<scope>/subscriptions/[^/]+/resourceGroups/[^/]+/providers/.+)"
_LINKS: Final = (
    r"(?P<scope>/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.NotificationHubs/"
    r"namespaces/[^/]+)/privateLinkResources"
)
_LINK_TYPE: Final = "Microsoft.NotificationHubs/namespaces/privateLinkResources"
_ZONES: Final = [
    "privatelink.servicebus.windows.net",
    "privatelink.notificationhubs.windows.net",
]
_FIRST_LINKS: Final = "2023-01-01-preview"


def _categories(ask: Question) -> Answer:
    """Answer which categories a resource can send, in the form of the API of 2021-05-01-preview."""
    resource = existing(ask.store, ask.parts["scope"])
    kind = "Microsoft.Insights/diagnosticSettingsCategories"
    found: list[dict[str, Any]] = []
    for what, names in categories_of(resource.type).items():
        for name in names:
            properties: dict[str, Any] = {"categoryType": what.capitalize()}
            if what == "logs":
                properties["categoryGroups"] = ["allLogs", "audit"]
            id = f"{resource.id}/providers/{kind}/{name}"
            found.append({"id": id, "name": name, "type": kind, "properties": properties})
    return Answer(200, {"value": found})


def _events(ask: Question) -> Answer:
    query = ask.request.query
    found = activity_log.chosen(
        ask.around.events, ask.parts["subscription"], query.get("$filter", ""), ask.around.now
    )
    token = query.get("$skipToken", "0")
    if not re.fullmatch("[0-9]{1,9}", token):
        raise bad_request("The $skipToken is not valid.", "BadRequest")
    start, end = int(token), int(token) + activity_log.PAGE
    chosen = query.get("$select", "")
    names = {name.strip() for name in chosen.split(",")} if chosen else None
    shown = [item.show(ask.tenant.id) for item in found[start:end]]
    body: dict[str, Any] = {
        "value": [
            {name: value for name, value in item.items() if names is None or name in names}
            for item in shown
        ]
    }
    if end < len(found):
        words = "".join(
            f"&{name}={quote(value)}"
            for name, value in query.items()
            if name in {"$filter", "$select"}
        )
        version = ask.request.version
        url = f"{ask.around.url}{ask.request.path}"
        body["nextLink"] = f"{url}?api-version={version}{words}&$skipToken={end}"
    return Answer(200, body)


def _link(ask: Question) -> dict[str, Any]:
    version = ask.request.version
    if version not in VERSIONS or version < _FIRST_LINKS:
        raise unsupported_version(
            _LINK_TYPE, version, [item for item in VERSIONS if item >= _FIRST_LINKS]
        )
    namespace = existing(ask.store, ask.parts["scope"])
    return {
        "properties": {
            "groupId": "namespace",
            "requiredMembers": ["namespace"],
            "requiredZoneNames": _ZONES,
        },
        "id": f"{namespace.id}/privateLinkResources/namespace",
        "name": "namespace",
        "type": _LINK_TYPE,
    }


def _link_resources(ask: Question) -> Answer:
    return Answer(200, {"value": [_link(ask)]})


def _link_resource(ask: Question) -> Answer:
    if ask.parts["name"].lower() != "namespace":
        raise not_found(_LINK_TYPE, ask.parts["name"], "")
    return Answer(200, _link(ask))


ROUTES: Final = (
    route(
        "GET",
        rf"{SUBSCRIPTION}/providers/Microsoft\.Insights/eventtypes/management/values",
        "Microsoft.Insights/eventtypes/values/Read",
        _events,
    ),
    route(
        "GET",
        rf"{_RESOURCE}/providers/Microsoft\.Insights/diagnosticSettingsCategories",
        "Microsoft.Insights/DiagnosticSettingsCategories/Read",
        _categories,
    ),
    route("GET", _LINKS, f"{_LINK_TYPE}/read", _link_resources),
    route("GET", rf"{_LINKS}/(?P<name>[^/]+)", f"{_LINK_TYPE}/read", _link_resource),
)
