"""Each thing that people do is found by what the demo names, alone and together, and nothing else is."""

import pytest

from hubwarden.commands.demonstration.tampering import TAMPERINGS
from hubwarden.commands.demonstration.verdicts import compare, found, verdicts
from hubwarden.discovery import about_changes, about_estates
from hubwarden.report import Outcome

WHO = "admin@local.example"
"""Who is signed in to the local Azure."""
EACH = [pytest.param(item, id=item.name) for item in TAMPERINGS]


def judged(unpacked):
    return verdicts(unpacked.composition, unpacked.declared)


def test_nothing_is_reported_where_nobody_changed_anything(unpacked, filled):
    result = judged(unpacked)
    assert found(result.checked) == found(result.drifted) == frozenset()
    assert compare(result, ()).holds
    assert not compare(result, TAMPERINGS).holds


@pytest.mark.parametrize("tampering", EACH)
def test_each_alone(unpacked, filled, tampering):
    tampering.do(filled)
    result = judged(unpacked)
    assert found(result.checked) == tampering.unsafe
    assert found(result.drifted) == tampering.different
    assert {item.change.actor for item in result.drifted.having(Outcome.FAIL)} == {WHO}
    assert compare(result, [tampering]).holds
    others = [item for item in TAMPERINGS if item is not tampering]
    assert compare(result, others).missed
    assert compare(result, others).besides


def test_all_together(unpacked, filled):
    for tampering in TAMPERINGS:
        tampering.do(filled)
    result = judged(unpacked)
    assert compare(result, TAMPERINGS).holds
    assert compare(result, TAMPERINGS[1:]).besides


def test_what_the_demo_names_are_rules():
    checked, drifted = ({rule.id for rule in rules} for rules in (about_estates(), about_changes()))
    for tampering in TAMPERINGS:
        assert {rule for rule, _ in tampering.unsafe} <= checked
        assert {rule for rule, _ in tampering.different} <= drifted
        assert tampering.different


def test_a_read_that_is_refused_is_reported(unpacked, filled):
    """A gap is never passed over: nothing was changed, and the demo would not end in 0."""
    from hubwarden_local_azure import Fault  # noqa: PLC0415

    filled.server.disturb(Fault("forbidden", path="*/authorizationRules"))
    assert compare(judged(unpacked), ()).besides
