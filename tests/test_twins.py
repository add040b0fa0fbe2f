"""Twins are found by their keys, and are those that comparing each with each would find."""

import importlib
from functools import reduce

import hypothesis
import pytest
from hypothesis import strategies as st

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    apns_token,
    certificate_content,
    context,
    fcm_v1,
    holding,
    together,
)
from hubwarden.model.base import Undetermined, first
from hubwarden.rule import NotApplicable
from hubwarden.secret import Secret

STACKS = ("prod", "prod-two", "test", "dev", "shop")
"""Two of production, two of the sandbox, and one that no environment of the baseline matches."""

names = st.sampled_from(["a1", "A1", "b2"])
contents = names.map(lambda name: certificate_content(thumbprint=name))
certificates = st.fixed_dictionaries(
    {
        "thumbprint": st.one_of(st.just(UNKNOWN), st.none(), names),
        "content": st.one_of(st.just(UNKNOWN), contents),
        "material": st.one_of(st.just(UNKNOWN), st.none(), names.map(Secret)),
    }
)
keys = st.one_of(st.none(), st.just(UNKNOWN), st.one_of(st.just(UNKNOWN), names))
projects = st.sampled_from([UNKNOWN, "shop", "SHOP", "travel", "12345"])


def with_certificate(stack, fields):
    return holding(
        stack, apns=apns(stack, token=None, certificate=apns_certificate(stack, **fields))
    )


def with_token(stack, key):
    token = key if key in (None, UNKNOWN) else apns_token(stack, key=Secret(key))
    if key == "b2":
        token = apns_token(stack, key=UNKNOWN)
    return holding(stack, apns=apns(stack, token=token, certificate=None))


def with_project(stack, project):
    return holding(stack, fcm_v1=fcm_v1(stack, project_id=project))


def each_with_each(ctx, subject, same):
    """Say what comparing a subject with each other one finds, and what it leaves open."""
    here, found, unclear = ctx.environment_name(subject), set(), []
    for other in ctx.estate.subjects(type(subject)):
        if isinstance(other, tuple):
            unclear.append((other[1], None))
            continue
        name = None
        try:
            name = ctx.environment_name(other)
            if name != here and same(subject, other):
                found.add(name)
        except Undetermined as why:
            unclear.append((why, name))
    open_ones = [why for why, name in unclear if name not in found]
    return sorted(found), str(reduce(first, open_ones)) if open_ones else None


@pytest.mark.parametrize(
    ("slug", "same", "holder", "facts"),
    [
        ("shared_apns_certificate", "_share_a_certificate", with_certificate, certificates),
        ("shared_apns_key", "_share_a_key", with_token, keys),
        ("shared_firebase_project", "_share_a_project", with_project, projects),
    ],
)
@hypothesis.given(data=st.data())
def test_twins_are_what_comparing_each_with_each_finds(slug, same, holder, facts, data):
    module = importlib.import_module(f"hubwarden.rules.environments.{slug}")
    same, likeness = getattr(module, same), module._likeness
    stacks = data.draw(st.lists(st.sampled_from(STACKS), min_size=2, max_size=7))
    ctx = context(together(*(holder(stack, data.draw(facts)) for stack in stacks)))
    for subject in ctx.estate.subjects(getattr(module, slug).subject):
        if isinstance(subject, tuple) or (slug == "shared_apns_key" and no_token(subject)):
            continue
        found, open_one = [], None
        try:
            for name in ctx.twins(subject, same, likeness):
                found.append(name)  # noqa: PERF402 - kept where it raises then
        except Undetermined as why:
            open_one = str(why)
        except NotApplicable:
            continue
        try:
            expected = each_with_each(ctx, subject, same)
        except Undetermined as why:
            expected = [], str(why)
        assert (found, open_one) == expected


def no_token(apns):
    try:
        return apns.token is None
    except Undetermined:
        return True
