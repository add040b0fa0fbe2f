"""The schema of stack files, the page about settings and the program say the same; mistakes have lines."""

import copy
import json
import math
import re

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from infra_stacks import ROOT, Stack
from test_settings import ANYTHING, paths

from hubwarden.cli import main
from hubwarden.shape_checking import mistakes
from hubwarden_pulumi.settings_page import page
from hubwarden_pulumi.stack_file import StackKeys

SCHEMA = json.loads((ROOT / "infra/hubwarden_pulumi/stack_file.schema.json").read_text("utf-8"))
CHECKER = jsonschema.Draft202012Validator(SCHEMA)
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", page(), re.DOTALL | re.MULTILINE)
START = "hubwarden:"


@pytest.mark.parametrize("name", ["prod", "test"])
def test_the_committed_stacks_fit_the_schema(name):
    CHECKER.check_schema(SCHEMA)
    CHECKER.validate(yaml.safe_load((ROOT / f"Pulumi.{name}.yaml").read_text("utf-8")))


def in_json(value):
    """Return whether JSON and YAML say a value alike: no whole number is a float."""
    if isinstance(value, dict | list):
        return all(map(in_json, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, float) or (math.isfinite(value) and not value.is_integer())


@given(data=st.data())
def test_schema_and_program_have_the_same_verdict_on_the_shape(data):
    config = copy.deepcopy(Stack(data.draw(st.sampled_from(["prod", "test"]))).config)
    for path in data.draw(st.lists(st.sampled_from(paths(config)), min_size=1, max_size=3)):
        at = config
        for key in path[:-1]:
            at = at[key] if isinstance(at, dict) and key in at else None
        if not isinstance(at, dict) or path[-1] not in at or not path[0].startswith(START):
            continue
        # What stands at the top is text to the program, however it is spelt.
        if len(path) > 1 and data.draw(st.booleans()):
            at[path[-1]] = data.draw(ANYTHING.filter(in_json))
        else:
            del at[path[-1]]
    written = {key.removeprefix(START): item for key, item in config.items() if START in key}
    assert CHECKER.is_valid({"config": config}) is (not mistakes(written, StackKeys))


@pytest.mark.parametrize(
    ("key", "value", "good"),
    [
        ("costCentre", 4711, True),
        ("lock", "true", True),
        ("lock", "yes", False),
        ("teir", "Free", False),
        ("shop-apnsToken", {"secure": "v1:abc"}, True),
        ("shop-apnsToken", "in clear", False),
    ],
)
def test_the_schema_knows_how_stack_files_are_spelt(key, value, good):
    config = {**Stack("prod").config, f"{START}{key}": value, "other:setting": 1}
    assert CHECKER.is_valid({"config": config}) is good


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_of_the_page_is_taken(text):
    stack = Stack("prod")
    stack.config |= yaml.safe_load(text)["config"]
    needed = re.findall(r"`<app>-(\w+)`", page())
    assert len(needed) == 8
    stack.secrets = {f"{app}-{what}": "x" for app in stack["apps"] for what in needed}
    assert stack.mistakes() == ()


def test_every_mistake_has_its_line_and_no_value(tmp_path, monkeypatch):
    for name in ("Pulumi.yaml", "infra", "policies"):
        (tmp_path / name).symlink_to(ROOT / name)
    text = (ROOT / "Pulumi.prod.yaml").read_text("utf-8")
    text = text.replace("tier: Standard", "tier: c4n4ry").replace("[Send]", "[Sned]", 1)
    text = text.replace(
        "  hubwarden:metrics:\n", "  hubwarden:teir: c4n4ry\n  hubwarden:metrics:\n"
    )
    (tmp_path / "Pulumi.prod.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check", "program:prod"])
    assert result.exit_code == 2
    lines = text.splitlines()
    wanted = {
        "hubwarden:tier: must be one of Free, Basic, Standard": "  hubwarden:tier: c4n4ry",
        "hubwarden:teir: is not a setting; did you mean tier?": "  hubwarden:teir: c4n4ry",
        "hubwarden:apps.shop.consumers.orders.rights[0]: must be one of Listen, Send, Manage; did "
        "you mean Send?": "          rights: [Sned]",
    }
    for message, line in wanted.items():
        assert f"  Pulumi.prod.yaml:{lines.index(line) + 1}: {message}\n" in result.stderr
    assert "has 3 mistakes" in result.stderr
    assert "c4n4ry" not in result.stderr + result.stdout
