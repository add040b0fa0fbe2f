"""Requests for the resources of the table: reading, listing, writing, deleting and actions."""

from __future__ import annotations

from typing import Any

import msgspec

from hubwarden_local_azure.access.listing import extensions_of
from hubwarden_local_azure.access.permissions import ROLE_DEFINITIONS
from hubwarden_local_azure.access.role_definitions import definition
from hubwarden_local_azure.answers import Answer, Request, page, show
from hubwarden_local_azure.authorization import judge_locks, scope_of
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.kinds import Call, Kind, Where
from hubwarden_local_azure.locating import base_of, existing, judge_rest, kind_of, locate
from hubwarden_local_azure.paths import Place, group_of, place_of
from hubwarden_local_azure.refusals import ArmError, no_method
from hubwarden_local_azure.store import Resource
from hubwarden_local_azure.subscriptions import judge_scope
from hubwarden_local_azure.surroundings import Surroundings
from hubwarden_local_azure.table import KINDS
from hubwarden_local_azure.writing import remove, write

_VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}


def answer(around: Surroundings, request: Request, path: str) -> Answer:
    """Answer a request whose decoded path names a resource, a list or an action."""
    place = place_of(path)
    provider = place.type.partition("/")[0]
    judge_scope(around, path, provider, writes=request.method not in {"GET", "HEAD"})
    if place.type.lower() in KINDS:
        kind = kind_of(place.type, request.version)
        verb = _VERBS.get(request.method)
        if not place.named:
            return _list(around, request, place, kind)
        if verb:
            around.permit(f"{kind.operations}/{verb}", place.id)
        return _single(around, request, place, kind)
    owner = place.owner()
    if place.named or not owner.type.count("/"):
        kind_of(place.type or "/", request.version)  # refuses an unknown type or version
    kind = kind_of(owner.type, request.version)
    around.permit(f"{kind.operations}/{place.last}/action", owner.id)
    return _act(around, request, place, owner, kind)


def add(around: Surroundings, id: str, body: dict[str, Any], version: str) -> None:
    """Create or replace a resource, whatever methods its type allows."""
    place = place_of(id)
    judge_scope(around, id, "", writes=False)
    request = Request("PUT", id, {"api-version": version}, msgspec.json.encode(body))
    write(around, request, place, kind_of(place.type, version))
    for item in around.store.of(place.type, id):
        item.phase = "ready"


def _holder(place: Place, kind: Kind) -> str:
    return place.owner().id if kind.where is Where.PARENT else place.scope


def _stands_on(resource: Resource, kind: Kind) -> str:
    return scope_of(resource.id) if kind.where is Where.ANYTHING else resource.id


def _single(around: Surroundings, request: Request, place: Place, kind: Kind) -> Answer:
    allowed = ["GET"]
    allowed += ["PUT"] if kind.put else []
    allowed += ["PATCH"] if kind.patch else []
    allowed += ["DELETE"] if kind.delete else []
    allowed += ["HEAD"] if kind.where is Where.SUBSCRIPTION else []
    if request.method not in allowed:
        raise no_method(request.method, allowed)
    if request.method == "DELETE":
        return remove(around, request, place, kind)
    if request.method in {"PUT", "PATCH"}:
        return write(around, request, place, kind)
    if kind.type == ROLE_DEFINITIONS and (role := definition(around.store, place.id)):
        return Answer(200, show(role, request.version))
    found = existing(around.store, locate(around.store, place, kind))
    if request.method == "HEAD":
        return Answer(204)
    etag = {"ETag": found.etag} if found.etag else {}
    return Answer(200, show(found, request.version), etag)


def _list(around: Surroundings, request: Request, place: Place, kind: Kind) -> Answer:
    right, holder = f"{kind.operations}/read", _holder(place, kind)
    partly = kind.lists_what_is_seen and holder and not around.may(right, holder)
    if around.forbidden or not partly:
        around.permit(right, holder)
    if request.method != "GET":
        raise no_method(request.method, ["GET"])
    if kind.where is Where.GROUP and not group_of(place.scope) and place.scope:
        base = place.scope
    else:
        base = base_of(around.store, place, kind)
    if kind.where is Where.ANYTHING:
        wanted = request.query.get("$filter", "")
        found = extensions_of(around, kind, base, wanted)
    else:
        found = around.store.of(kind.type, base)
    if partly:
        found = [item for item in found if around.may(right, _stands_on(item, kind))]
    return Answer(200, page(request, kind, found, around.url))


def _act(around: Surroundings, request: Request, place: Place, owner: Place, kind: Kind) -> Answer:
    action = kind.behaviour.actions().get(place.last.lower())
    if action is None:
        raise ArmError(404, "InvalidResourcePath", "There is nothing at this path.")
    if request.method != "POST":
        raise no_method(request.method, ["POST"])
    resource = existing(around.store, locate(around.store, owner, kind))
    judge_rest(around.store, resource.id)
    # A POST counts as a write: ReadOnly refuses it, listKeys included ("Lock your resources").
    judge_locks(around.store, resource.id, "write")
    call = Call(resource, read_body(request.body), request.version, around.store, around.now)
    return Answer(200, action(call))
