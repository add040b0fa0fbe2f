"""The baseline may allow a change in any field that drift compares, and in no other."""

import pytest

from compared_estates import as_live, full
from factories import estate, hub
from hubwarden.commands.composition import compose
from hubwarden.drift.change_fields import change_fields
from hubwarden.drift.comparison import COLLECTIONS, compare
from hubwarden.errors import HubwardenError
from hubwarden.model.estate import Estate


def every_change():
    yield from compare(full(), Estate()).changes
    yield from compare(Estate(), full()).changes
    yield from compare(full(), as_live(estate(hubs=[hub()]))).changes


def test_every_field_that_changes_has_a_name():
    found = {change.field for change in every_change()}
    assert len(found) > len(COLLECTIONS)
    assert found <= change_fields()


def test_every_field_that_a_kind_of_difference_has_is_named():
    from hubwarden.drift.difference_kinds import _FIELDS  # noqa: PLC0415

    named = {f"{kind.__name__}.{field}" for kind, fields in _FIELDS.items() for field in fields}
    assert named <= change_fields()


def allowed(tmp_path, *fields):
    lines = "".join(f'    - field: "{field}"\n      reason: x\n' for field in fields)
    path = tmp_path / "baseline.yaml"
    path.write_text(f"version: 1\ndrift:\n  allowed:\n{lines}", encoding="utf-8")
    return compose(None, baseline_file=path, asked_by="tests")


@pytest.mark.parametrize(
    "field",
    [
        *("Alert.enabled", "alert.ENABLED", "Alert.*", "*.tags", "*", "Lock.removed", "Hub.added"),
        *("FcmV1.private_key", "Credentials.apns", "Namespace.resource_group", "ApnsToken.key"),
        *("Criterion.threshold", "LogStore.days", "DenyAssignment.permissions", "?ub.tags"),
    ],
)
def test_a_field_that_is_compared_may_be_allowed(tmp_path, field):
    assert allowed(tmp_path, field).holding.baseline.drift.allowed


@pytest.mark.parametrize(
    ("field", "near"),
    [
        ("Alert.enabeld", "did you mean Alert.enabled?"),
        ("AccessRule.right", "did you mean AccessRule.rights?"),
        ("Alert.en?bld", "did you mean Alert.enabled?"),
        ("Hub.name", "Hub.name"),
        ("AccessRule.modified", "AccessRule.modified"),
        ("Lock", "Lock"),
        ("Alert.enabled ", "did you mean Alert.enabled?"),
        ("zzz.*", "zzz.*"),
    ],
)
def test_a_field_that_is_none_is_refused(tmp_path, field, near):
    with pytest.raises(HubwardenError) as caught:
        allowed(tmp_path, "*.tags", field)
    assert near in str(caught.value)
    assert "baseline.yaml:6: drift.allowed.1.field: drift compares no field" in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    with pytest.raises(HubwardenError) as caught:
        allowed(tmp_path, "Alrt.*", "Hubb.tags")
    assert str(caught.value).count("drift compares no field") == 2
