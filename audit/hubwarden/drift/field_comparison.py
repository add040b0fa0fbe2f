"""Compares the two sides of one resource, field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from hubwarden.credential_files.kinds import Certificate
from hubwarden.drift.compared_fields import (
    COMPARED,
    FILLED_IN,
    IDS,
    IN_THE_PATH,
    Normal,
    thumbprint,
)
from hubwarden.drift.pairing import is_same_id, place
from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.model.credentials import SERVICES, Apns, ApnsCertificate, Credential
from hubwarden.model.resources import Alert, Criterion, Hub, Namespace
from hubwarden.model.secret_equality import APART
from hubwarden.model.tags import Tags, require_names
from hubwarden.secret import Secret
from hubwarden.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Difference:
    """Two different values of a field, or two of which one is not known."""

    subject: Subject
    """The declared subject with the field: the resource, or a part of it."""
    field: str
    """The name of the field."""
    declared: Any = None
    live: Any = None
    uncompared: Undetermined | None = None
    at: str = ""
    """The field in the origin, if it has another name there."""
    digest: str = ""
    """SHA-256 over both values, where ``declared`` and ``live`` are only words for them; else empty."""


def differences(declared: Subject, live: Subject) -> Iterator[Difference | None]:
    """Yield, for each field of a pair, the difference, or ``None`` where both sides are the same."""
    for field, normal in COMPARED.get(type(declared), {}).items():
        yield _compare(declared, live, field, partial(_same_form, normal))
    for field in IDS.get(type(declared), ()):
        yield _compare(
            declared, live, field, partial(_same_ids, unclear=field in IN_THE_PATH or None)
        )
    if isinstance(declared, Namespace):
        yield from _moved(declared, live)
    if isinstance(declared, Namespace | Hub) and isinstance(live, Namespace | Hub):
        yield from _tags(declared, live)
        yield from _held(declared, live)
    if isinstance(declared, Alert) and isinstance(live, Alert):
        yield from _criteria(declared, live)


def _compare(
    declared: Subject,
    live: Subject,
    field: str,
    same: Callable[[Any, Any], bool | None],
) -> Difference | None:
    """Compare one field by ``same``, which returns ``None`` where it cannot decide."""
    name = f"{type(declared).__name__}.{field}"
    if name in FILLED_IN and field in declared.undeclared:
        return None
    try:
        mine, its = getattr(declared, field), getattr(live, field)
        answer = same(mine, its)
    except Undetermined as why:
        side = "declared" if field in declared.unknown else "live"
        return Difference(declared, field, uncompared=_unknown(name, side, why))
    if answer is None:
        apart = isinstance(mine, Secret) and isinstance(its, Secret)
        unclear = Undetermined(name, APART if apart else _DEPENDS)
        return Difference(declared, field, uncompared=unclear)
    return None if answer else Difference(declared, field, mine, its)


def _unknown(name: str, side: str, why: Undetermined) -> Undetermined:
    reason = f"the {side} value is not known: {why.reason}"
    return Undetermined(name, reason, later=why.later, cause=why.cause)


_DEPENDS: Final = "whether the two are the same depends on what is not known"


def _same_form(normal: Normal, mine: Any, its: Any) -> bool | None:
    if isinstance(mine, Secret) and isinstance(its, Secret) and not mine.is_comparable(its):
        return None
    return bool(normal(mine) == normal(its))


def _same_ids(mine: Any, its: Any, *, unclear: bool | None) -> bool | None:
    """Compare ids in any order; the value ``None`` means no id.

    ``unclear`` is the result where unknown parts decide it.
    """
    left = [mine] if isinstance(mine, ResourceId) else list(mine or ())
    right = [its] if isinstance(its, ResourceId) else list(its or ())
    if len(left) != len(right):
        return False
    clear = True
    for item in left:
        answers = [(is_same_id(item, other), other) for other in right]
        match = next((other for answer, other in answers if answer), None)
        if match is None:
            match = next((other for answer, other in answers if answer is None), None)
            clear = False
        if match is None:
            return False
        right.remove(match)
    return True if clear else unclear


def _moved(declared: Subject, live: Subject) -> Iterator[Difference | None]:
    """Compare the place of a namespace, as far as both sides have it."""
    here, there = place(declared.id.text), place(live.id.text)
    for field, mine, its in (
        ("subscription", here.subscription, there.subscription),
        ("resource_group", here.group, there.group),
    ):
        if mine and its and "{" not in mine + its:
            yield None if mine == its else Difference(declared, field, mine, its)


def _tags(declared: Namespace | Hub, live: Namespace | Hub) -> Iterator[Difference | None]:
    """Compare tags; values are not shown, because they may contain keys."""
    try:
        mine, its = _small(declared.tags), _small(live.tags)
        for item in (declared, live):
            require_names(item.tags, f"{type(item).__name__}.tags")
    except Undetermined:
        yield _compare(declared, live, "tags", lambda _mine, _its: None)
        return
    different, values = [], []
    for name in sorted(mine.keys() | its.keys()):
        left, right = mine.get(name), its.get(name)
        unknown = [item for item in (left, right) if isinstance(item, Unknown)]
        if unknown and left is not None and right is not None:
            field = f"{type(declared).__name__}.tags"
            reason = f"the value of tag {name} is not known: {unknown[0].reason}"
            later, cause = unknown[0].later, unknown[0].cause
            why = Undetermined(field, reason, later=later, cause=cause)
            yield Difference(declared, "tags", uncompared=why, at=f"tags.{name}")
        elif left is None or right is None or left != right:
            here = f"no {name}" if left is None else name
            there = f"no {name}" if right is None else name if left is None else f"another {name}"
            different.append((here, there))
            values.append((name, left, right))
    if different:
        names, live_names = zip(*different, strict=True)
        # Tags may contain keys, so the values are not shown; the digest tells differences apart.
        told = json.dumps(values, default=lambda _unknown: None).encode()
        digest = hashlib.sha256(told).hexdigest()
        yield Difference(declared, "tags", names, live_names, digest=digest)
    else:
        yield None


def _small(tags: Tags) -> dict[str, str | Unknown]:
    return {name.lower(): value for name, value in tags.items()}


def _held(declared: Namespace | Hub, live: Namespace | Hub) -> Iterator[Difference | None]:
    """Compare the push credentials of a namespace or a hub."""
    try:
        mine, its = declared.credentials, live.credentials
    except Undetermined:
        yield _compare(declared, live, "credentials", lambda _mine, _its: None)
        return
    for service in SERVICES:
        yield from _part(mine, its, service, _credential)


def _part(
    declared: Subject,
    live: Subject,
    field: str,
    inside: Callable[[Any, Any], Iterator[Difference | None]],
) -> Iterator[Difference | None]:
    """Compare a part that a subject may or may not have, and then the fields of the part."""
    found = _compare(declared, live, field, lambda mine, its: (mine is None) == (its is None))
    if found is not None:
        yield found
        return
    mine, its = getattr(declared, field), getattr(live, field)
    if mine is None:
        yield None
    else:
        yield from inside(mine, its)


def _credential(declared: Credential, live: Credential) -> Iterator[Difference | None]:
    yield from differences(declared, live)
    if isinstance(declared, Apns) and isinstance(live, Apns):
        yield from _part(declared, live, "token", differences)
        yield from _part(declared, live, "certificate", _certificate)


def _certificate(declared: ApnsCertificate, live: ApnsCertificate) -> Iterator[Difference | None]:
    """Compare certificates by thumbprint, and by file where both sides have it."""
    mine, its = _thumbprint(declared), _thumbprint(live)
    if mine is not None and its is not None:
        yield None if mine == its else Difference(declared, "thumbprint", mine, its)
    told = mine is not None and its is not None
    yield _compare(declared, live, "material", partial(_same_files, told=told))
    yield _compare(
        declared,
        live,
        "bundle_id",
        # A declaration may name an app that is not sent; the service then returns none.
        lambda left, right: left is None or right is None or left == right,
    )


def _same_files(mine: Secret | None, its: Secret | None, *, told: bool) -> bool | None:
    """Compare the files of certificates. The service shows no file where it has only a thumbprint, nor does a save.

    ``told`` says whether the thumbprints were compared.
    """
    if mine is None or its is None or not mine.is_comparable(its):
        return True if told else None
    return mine == its


def _thumbprint(certificate: ApnsCertificate) -> str | None:
    """Return the thumbprint that the source has, or that of the file; ``None`` where neither is known."""
    try:
        if certificate.thumbprint is not None:
            return thumbprint(certificate.thumbprint)
    except Undetermined:
        pass
    try:
        content = certificate.content
    except Undetermined:
        return None
    return thumbprint(content.thumbprint) if isinstance(content, Certificate) else None


def _criteria(declared: Alert, live: Alert) -> Iterator[Difference | None]:
    """Compare the criteria of an alert; those on the same metric are compared with each other."""
    try:
        mine, its = _by_metric(declared.criteria), _by_metric(live.criteria)
    except Undetermined:
        yield _compare(declared, live, "criteria", lambda _mine, _its: None)
        return
    if [metric for metric, _ in mine] != [metric for metric, _ in its]:
        metrics, live_metrics = (
            tuple(item.metric for item in side.criteria) for side in (declared, live)
        )
        yield Difference(declared, "criteria", metrics, live_metrics)
        return
    for (metric, left), (_, right) in zip(mine, its, strict=True):
        for found in differences(left, right):
            if found is None:
                yield None
            else:
                at = f"criteria.{metric}.{found.field}"
                yield Difference(
                    left, found.field, found.declared, found.live, found.uncompared, at
                )


def _by_metric(criteria: Sequence[Criterion]) -> list[tuple[str, Criterion]]:
    def rank(item: Criterion) -> tuple[str, str]:
        return item.metric.lower(), repr(_known(item))

    return [(item.metric.lower(), item) for item in sorted(criteria, key=rank)]


def _known(item: Criterion) -> list[Any]:
    """Return the known fields of a criterion in their normal form."""
    found = []
    for field, normal in COMPARED[Criterion].items():
        try:
            found.append(normal(getattr(item, field)))
        except Undetermined:
            found.append(None)
    return found
