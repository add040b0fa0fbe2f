"""Builds that fit the hub of ``factories``, and estates that hold them."""

from factories import (
    apns,
    apns_certificate,
    apns_token,
    build,
    certificate_content,
    estate,
)


def of(**overrides):
    return estate(builds=[build(**overrides)])


def for_android(**overrides):
    fields = {"environment": None, "bundle_id": None, "team_ids": (), "expires": None}
    fields |= {"signature": "unsigned", "by_apple": None, "firebase_project": "orders-prod"}
    return of(kind="google-services", **{**fields, **overrides})


def alone(**overrides):
    """Hold a build against no hub."""
    return of(hub=None, apns=None, fcm_v1=None, **overrides)


def with_token(**overrides):
    return apns(token=apns_token(**overrides))


def with_certificate(content=None, **overrides):
    fields = certificate_content(**overrides) if content is None else content
    return apns(token=None, certificate=apns_certificate(content=fields))
