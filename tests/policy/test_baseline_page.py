"""The page about the baseline shows every key, and each example of it is a baseline that is taken."""

import re

import msgspec
import pytest
import yaml

from hubwarden.discovery import all_rules
from hubwarden.policy.baseline import load
from hubwarden.policy.baseline_page import baseline_page
from hubwarden.policy.demands import Baseline

PAGE = baseline_page()
WHOLE = msgspec.inspect.type_info(Baseline)
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def structs(kind):
    """Yield every type with keys that a baseline is made of."""
    if isinstance(kind, msgspec.inspect.StructType):
        yield kind
        for field in kind.fields:
            yield from structs(field.type)
    for part in ("item_type", "value_type"):
        if hasattr(kind, part):
            yield from structs(getattr(kind, part))
    for member in getattr(kind, "types", ()):
        yield from structs(member)


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_a_baseline(tmp_path, text):
    path = tmp_path / "baseline.yaml"
    path.write_text(text, encoding="utf-8")
    assert load(path, {rule.id: rule.severity for rule in all_rules()})


@pytest.mark.parametrize("kind", {kind.cls: kind for kind in structs(WHOLE)}.values(), ids=str)
def test_every_key_has_a_row_with_its_meaning_and_is_in_an_example(kind):
    keys = {field.encode_name for field in kind.fields}
    for key in keys:
        assert re.search(rf"^\| `{key}` \| [^|]+ \| [^|]+ \| [A-Z][^|]+\. \|$", PAGE, re.MULTILINE)
    assert any(keys <= set(found) for text in EXAMPLES for found in mappings(yaml.safe_load(text)))


def mappings(value):
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from mappings(inner)
