"""How the settings of a project and a stack are read: as the Pulumi command does."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_programs import NAMESPACE, Project, project

from hubwarden.errors import InputError
from hubwarden.location import Location
from hubwarden.paths import display_path
from hubwarden.sources.program.stack_settings import PLACEHOLDER, find_project, stacks_beside

CANARY = "canary-3d61"

# The configuration of the project, that of the stack, and what the program gets.
MERGED = {
    "stack only": ({}, {"shop:a": "1"}, {"shop:a": "1"}),
    "project only": ({"a": "1"}, {}, {"shop:a": "1"}),
    "project, with namespace": ({"shop:a": "1"}, {}, {"shop:a": "1"}),
    "stack wins": ({"a": "1", "b": "2"}, {"shop:a": "3"}, {"shop:a": "3", "shop:b": "2"}),
    "stack without namespace": ({"a": "1"}, {"a": "3"}, {"shop:a": "3"}),
    "default": ({"a": {"type": "string", "default": "1"}}, {}, {"shop:a": "1"}),
    "default of another type": ({"a": {"type": "integer", "default": 7}}, {}, {"shop:a": "7"}),
    "default that is false": (
        {"a": {"type": "boolean", "default": False}},
        {},
        {"shop:a": "false"},
    ),
    "stack wins over default": ({"a": {"default": "1"}}, {"shop:a": "2"}, {"shop:a": "2"}),
    "value": ({"azure-native:location": {"value": "x"}}, {}, {"azure-native:location": "x"}),
    "another's key without value": ({"aws:region": {"type": "string"}}, {}, {}),
    "required and set": ({"a": {"type": "string"}}, {"shop:a": "1"}, {"shop:a": "1"}),
    "a mapping replaces": (
        {"a": {"value": {"x": 1, "y": 2}}},
        {"shop:a": {"z": 3}},
        {"shop:a": {"z": 3}},
    ),
    "numbers and flags": (
        {},
        {"shop:a": 4711, "shop:b": True},
        {"shop:a": "4711", "shop:b": "true"},
    ),
    "lists": ({}, {"shop:a": [1, "b", {"c": False}]}, {"shop:a": [1, "b", {"c": False}]}),
    "nothing": ({}, {"shop:a": None}, {"shop:a": ""}),
}


@pytest.mark.parametrize(("above", "own", "expected"), MERGED.values(), ids=MERGED)
def test_settings_are_merged_key_by_key(tmp_path, above, own, expected):
    settings = project(tmp_path, {"config": above}).stack(own).settings()
    found = {
        key: json.loads(text) if text[:1] in ("[", "{") else text
        for key, text in settings.config.items()
    }
    assert found == expected
    assert settings.secret_keys == ()


@pytest.mark.parametrize("word", ["0123456789", "1.10", "1e3", "0x1F", "True", "yes", "12:30"])
def test_a_plain_value_stays_as_it_is_spelt(shop, word):
    assert shop.stack(f"config:\n  shop:a: {word}\n").settings().config == {"shop:a": word}


SECURE = {
    "the value": {"secure": CANARY},
    "in a mapping": {"id": "x", "token": {"secure": CANARY}},
    "in a list": ["x", {"secure": CANARY}],
    "deep down": {"a": [{"b": {"c": {"secure": CANARY}}}]},
    "twice": {"a": {"secure": CANARY}, "b": {"secure": CANARY}},
}


@pytest.mark.parametrize("value", SECURE.values(), ids=SECURE)
def test_a_secure_part_makes_the_whole_key_secret(shop, value):
    settings = shop.stack({"shop:key": value, "shop:plain": "x"}).settings()
    assert settings.secret_keys == ("shop:key",)
    assert PLACEHOLDER in settings.config["shop:key"]
    assert CANARY not in settings.config["shop:key"]
    assert settings.config["shop:plain"] == "x"


@pytest.mark.parametrize("declared", [{"secure": CANARY}, {"value": {"secure": CANARY}}])
def test_a_secure_part_of_the_project_file_is_secret_too(tmp_path, declared):
    settings = project(tmp_path, {"config": {"key": declared}}).settings()
    assert settings.secret_keys == ("shop:key",)
    assert CANARY not in settings.config["shop:key"]
    assert project(tmp_path).stack({"shop:key": "x"}).settings().secret_keys == ()


def test_secure_beside_other_keys_is_no_secret(shop):
    settings = shop.stack({"shop:door": {"secure": "yes", "open": "no"}}).settings()
    assert settings.secret_keys == ()


def test_settings_show_no_value(shop):
    settings = shop.stack({"shop:a": CANARY}).settings()
    assert CANARY not in repr(settings)


def test_a_required_key_that_is_not_set(tmp_path):
    item = project(tmp_path, {"config": {"a": {"type": "string"}, "b": {"type": "string"}}})
    with pytest.raises(InputError, match="demands this key") as caught:
        item.stack({"shop:b": CANARY}).settings()
    assert caught.value.field == "shop:a"
    assert caught.value.file == display_path(tmp_path / "Pulumi.dev.yaml", tmp_path)


# Pulumi.yaml, Pulumi.dev.yaml, and the file, line and field of the mistake.
MALFORMED = {
    "stack is a list": (None, f"- {CANARY}\n", "Pulumi.dev.yaml", 1, ""),
    "stack is a text": (None, f"{CANARY}\n", "Pulumi.dev.yaml", 1, ""),
    "config is a list": (None, f"a: 1\nconfig: [{CANARY}]\n", "Pulumi.dev.yaml", 2, "config"),
    "config is a text": (None, f"config: {CANARY}\n", "Pulumi.dev.yaml", 1, "config"),
    "stack is no YAML": (None, f"config:\n  a: [{CANARY}\n", "Pulumi.dev.yaml", 3, ""),
    "a key twice": (
        None,
        f"config:\n  shop:a: {CANARY}\n  shop:a: 2\n",
        "Pulumi.dev.yaml",
        3,
        "shop:a",
    ),
    "project is empty": ("", "", "Pulumi.yaml", None, "name"),
    "project has no name": ("runtime: python\n", "", "Pulumi.yaml", None, "name"),
    "name is a number": ("name: 1\nruntime: python\n", "", "Pulumi.yaml", 1, "name"),
    "another language": ("name: a\nruntime: nodejs\n", "", "Pulumi.yaml", 2, "runtime"),
    "another language, in full": (
        "name: a\nruntime:\n  name: go\n",
        "",
        "Pulumi.yaml",
        2,
        "runtime",
    ),
    "no language": ("name: a\n", "", "Pulumi.yaml", None, "runtime"),
}


@pytest.mark.parametrize("case", MALFORMED.values(), ids=MALFORMED)
def test_a_file_that_is_malformed_is_told(shop, case):
    above, own, file, line, field = case
    if above is not None:
        (shop.root / "Pulumi.yaml").write_text(above, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        shop.stack(own).settings()
    assert caught.value.file == display_path(shop.root / file, shop.root)
    assert (caught.value.line, caught.value.field) == (line, field)
    assert CANARY not in str(caught.value)


def test_a_stack_that_is_not_there_is_told_with_those_that_are(shop):
    with pytest.raises(InputError, match="stacks here: dev, live") as caught:
        shop.stack(name="live").settings("prod")
    assert caught.value.file.endswith("Pulumi.prod.yaml")


@pytest.mark.parametrize("empty", ["", "config:\n", "config: {}\n", "encryptionsalt: v1:abc\n"])
def test_a_stack_may_be_empty(shop, empty):
    assert shop.stack(empty).settings().config == {}


def test_the_project_is_looked_for_upwards(shop):
    below = shop.root / "a" / "b"
    below.mkdir(parents=True)
    assert find_project(below) == shop.root
    assert stacks_beside(shop.stack(name="a.b").root) == ("a.b", "dev")
    with pytest.raises(InputError, match=r"no Pulumi\.yaml"):
        find_project(shop.root.parent)


PLACES = """\
encryptionsalt: v1:abc
config:
  shop:tier: Basic
  shop:apps:
    shop:
      rights: [Listen,
        Send]
  short: 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("tier", 3),
        ("apps", 4),
        ("apps.shop", 5),
        ("apps.shop.rights", 6),
        ("apps.shop.rights.1", 7),
        ("apps.shop.missing", 5),
        ("apps.other.apns", 4),
        ("tier.deeper", 3),
        ("short", 8),
    ],
)
def test_a_setting_has_its_line_or_that_of_what_is_around_it(shop, path, line):
    settings = shop.stack(PLACES).settings()
    assert settings.locate(path) == Location(
        display_path(shop.root / "Pulumi.dev.yaml", shop.root), line
    )


def test_a_setting_may_stand_in_the_project_or_nowhere(tmp_path):
    settings = project(tmp_path, {"config": {"tier": "Basic"}}).settings()
    assert settings.locate("tier") == Location(display_path(tmp_path / "Pulumi.yaml", tmp_path), 2)
    assert settings.locate("network") is None


words = st.text(max_size=8) | st.sampled_from(["secure", "value", "default", "shop:a", "a"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)
configs = st.dictionaries(words | st.integers(), values, max_size=4)


@given(configs, configs)
def test_no_settings_fail_in_any_other_way(tmp_path_factory, above, own):
    root = tmp_path_factory.getbasetemp() / "any"
    try:
        settings = project(root, {"config": above}).stack(own).settings()
    except InputError:
        return
    assert all(isinstance(text, str) for text in settings.config.values())
    assert Project(root).settings().config == settings.config
    for key in own:
        settings.locate(f"{key}.0.b")


KEY = "VGhpc0lzQVRlc3RLZXlUaGlzSXNBVGVzdEtleTEyMzQ="
COMMENTS = [
    f"# old: SharedAccessKeyName=orders;SharedAccessKey={KEY}",
    f"  shop:region: north # SharedAccessKey={KEY}",
    "#-----BEGIN PRIVATE KEY----- MIGHAgEAMBMGByqGSM49",
]


@pytest.mark.parametrize("line", COMMENTS)
@pytest.mark.parametrize("file", ["Pulumi.yaml", "Pulumi.dev.yaml"])
def test_a_secret_in_a_comment_stands_in_clear(shop, line, file):
    shop.stack("config:\n  shop:environment: production\n").code(NAMESPACE)
    path = shop.root / file
    before = path.read_text()
    if "region" in line and file == "Pulumi.yaml":
        line = line.replace("  shop:region: north ", "")
    path.write_text(f"{before}{line}\n")
    (found,) = shop.read().plain_secrets
    assert found.place == "a comment"
    assert found.origin.location.file == file
    assert found.origin.location.line == before.count("\n") + 1
    assert KEY not in repr(found) + found.what + str(found.id)


@pytest.mark.parametrize(
    "line",
    [
        "# old: SharedAccessKey=$(HubKey)",
        "# the key is in the vault",
        "  shop:colour: '#c0ffee' # SharedAccessKeyName=orders",
    ],
)
def test_a_comment_without_a_secret(shop, line):
    shop.stack(f"config:\n  shop:environment: production\n{line}\n").code(NAMESPACE)
    assert shop.read().plain_secrets == ()


def test_a_setting_with_a_hash_in_it_is_told_once(shop):
    shop.stack(f"config:\n  shop:key: 'a # SharedAccessKey={KEY}'\n").code(NAMESPACE)
    (found,) = shop.read().plain_secrets
    assert found.place == "setting shop:key"
