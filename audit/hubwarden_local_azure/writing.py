"""PUT, PATCH and DELETE."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from hubwarden_local_azure import operations
from hubwarden_local_azure.answers import Answer, Request, show
from hubwarden_local_azure.authorization import judge_locks
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.kinds import Change, Kind, Where
from hubwarden_local_azure.locating import judge_name, judge_rest, locate
from hubwarden_local_azure.paths import GROUPS, Place, group_of
from hubwarden_local_azure.refusals import ArmError, bad_request, conflict, not_found
from hubwarden_local_azure.regions import plain
from hubwarden_local_azure.shapes import check
from hubwarden_local_azure.store import Resource, Store
from hubwarden_local_azure.surroundings import Surroundings


def write(around: Surroundings, request: Request, place: Place, kind: Kind) -> Answer:
    """Create, replace or change a resource."""
    store, version, partial = around.store, request.version, request.method == "PATCH"
    judge_name(kind, place.name)
    id = locate(store, place, kind)
    old = store.get(id)
    if old is None and partial:
        raise not_found(kind.type, "/".join(place.names), group_of(id))
    _judge_etag(request, kind, old)
    judge_rest(store, id)
    judge_locks(store, id, "write")
    body = check(read_body(request.body), kind.envelope_shape(version), "body", partial=partial)
    given = _properties(request, kind, partial=partial)
    _judge_unique(store, kind, id, place.name)
    change = Change(
        kind,
        id,
        place.name,
        version,
        given,
        old,
        store,
        around.now,
        around.caller,
        around.tenant,
    )
    location = _location(body.get("location"), change, partial=partial)
    _judge_fixed(change)
    kind.behaviour.judge(change)
    resource = _made(change, body, location, partial=partial)
    kind.behaviour.fill(resource, change)
    store.put(resource)
    if old:
        return _done(200, resource, version)
    for companion in kind.behaviour.companions(resource, change):
        store.put(companion)
    headers = {}
    if kind.slow_creation:
        resource.phase = "creating"
        headers = _begin(around, resource, "write", version)
    return _done(kind.created_in(version), resource, version, headers)


def remove(around: Surroundings, request: Request, place: Place, kind: Kind) -> Answer:
    """Delete a resource with all below it."""
    store = around.store
    id = locate(store, place, kind)
    resource = store.get(id)
    if resource is None:
        if kind.where is Where.SUBSCRIPTION:
            raise ArmError(
                404, "ResourceGroupNotFound", f"Resource group '{place.name}' could not be found."
            )
        return Answer(204)
    if resource.phase != "deleting":
        judge_rest(store, id)
    _judge_etag(request, kind, resource)
    judge_locks(store, resource.id, "delete")
    kind.behaviour.may_go(resource)
    if kind.deletes_slowly(request.version):
        resource.phase = "deleting"
        return Answer(202, None, _begin(around, resource, "delete", request.version))
    operations.delete(store, resource, around.now)
    return Answer(200)


def _properties(request: Request, kind: Kind, *, partial: bool) -> dict[str, Any]:
    """Return the properties of the body; a null is kept only where it removes something.

    That is so for credentials and, in a PATCH, for everything that can be changed, which null resets to its
    default.
    """
    raw = read_body(request.body).get("properties")
    shape = kind.property_shape(request.version)
    found: dict[str, Any] = check(
        {} if raw is None else raw, shape, "properties", partial=partial, nulls=True
    )
    lasting = kind.fixed | kind.kept
    return {
        name: value
        for name, value in found.items()
        if value is not None or name in kind.write_only or (partial and name not in lasting)
    }


def _judge_etag(request: Request, kind: Kind, old: Resource | None) -> None:
    """Check If-Match and If-None-Match, if the type has ETags."""
    if not kind.etag:
        return
    wanted = request.header("If-Match")
    if wanted and (old is None or wanted not in ("*", old.etag)):
        raise ArmError(412, "PreconditionFailed", "The condition of If-Match is not met.")
    if request.header("If-None-Match") == "*" and old:
        raise ArmError(412, "PreconditionFailed", "The condition of If-None-Match is not met.")


def _judge_unique(store: Store, kind: Kind, id: str, name: str) -> None:
    if not kind.taken:
        return
    for other in store.named(kind.type, name):
        if other.id.lower() != id.lower():
            raise conflict(f"The name '{name}' is already in use in all of Azure.", kind.taken)


def _judge_fixed(change: Change) -> None:
    if change.old is None:
        return
    for name in sorted(change.kind.fixed & set(change.properties)):
        if change.properties[name] != change.old.properties.get(name):
            raise bad_request(f"The property '{name}' cannot be changed after creation.")


def _location(given: str | None, change: Change, *, partial: bool) -> str:
    kind, old = change.kind, change.old
    if not kind.places:
        return ""
    if given is None:
        if kind.needs_location and not partial:
            raise bad_request(
                "The location property is required for this definition.", "LocationRequired"
            )
        around = old or change.store.get(change.id.rsplit("/", 2)[0])
        return around.location if around else ""
    location = plain(given)
    if location not in kind.places:
        raise bad_request(
            f"The provided location is not available for resource type '{kind.type}'.",
            "LocationNotAvailableForResourceType",
        )
    if old and old.location and location != old.location:
        raise _moved(change, location)
    return location


def _moved(change: Change, location: str) -> ArmError:
    held = change.old.location if change.old else ""
    if change.kind.type == GROUPS:
        return conflict(
            f"Invalid resource group location '{location}'. The Resource group already exists in "
            f"location '{held}'.",
            "InvalidResourceGroupLocation",
        )
    return conflict(
        f"The resource '{change.name}' already exists in location '{held}' in resource group "
        f"'{group_of(change.id)}'. A resource with the same name cannot be created in location "
        f"'{location}'. Please select a new resource name.",
        "InvalidResourceLocation",
    )


def _made(change: Change, body: dict[str, Any], location: str, *, partial: bool) -> Resource:
    kind, old, given = change.kind, change.old, change.properties
    defaults = copy.deepcopy(dict(kind.defaults))
    properties = dict(defaults)
    if old:
        stays = set(old.properties) if partial else (kind.fixed | kind.kept) & set(old.properties)
        properties |= {name: old.properties[name] for name in stays}
    hidden = kind.write_only | kind.keys
    properties |= {
        name: defaults.get(name) if value is None else value
        for name, value in given.items()
        if name not in hidden
    }
    credentials = dict(old.credentials) if old else {}
    for name in kind.write_only:
        if name in given or not (partial or name in kind.kept):
            credentials[name] = given.get(name)
    keys = dict(old.keys) if old else {}
    keys |= {name: given[name] for name in kind.keys if given.get(name)}
    envelope = {name: body[name] for name in kind.envelope.known if name in body}
    if partial and old:
        envelope = {**old.envelope, **envelope}
    tags = body.get("tags")
    return Resource(
        id=old.id if old else change.id,
        type=kind.type,
        name=old.name if old else change.name,
        version=change.version,
        created=old.created if old else change.now,
        changed=change.now,
        location=location,
        tags=dict(tags) if tags is not None else dict(old.tags) if old and partial else {},
        envelope=envelope,
        properties={name: value for name, value in properties.items() if value is not None},
        credentials={name: value for name, value in credentials.items() if value is not None},
        keys=keys,
        etag=f'"{uuid.uuid4()}"' if kind.etag else "",
    )


def _begin(
    around: Surroundings, resource: Resource, verb: operations.Verb, version: str
) -> dict[str, str]:
    return operations.begin(
        around.store,
        resource,
        verb,
        seconds=around.seconds,
        delay=around.delay,
        url=around.url,
        version=version,
    )


def _done(
    status: int, resource: Resource, version: str, headers: dict[str, str] | None = None
) -> Answer:
    etag = {"ETag": resource.etag} if resource.etag else {}
    return Answer(status, show(resource, version), {**etag, **(headers or {})})
