"""Files of a project: where they are, how they end, and which of their keys are not read."""

import pytest
import yaml
from small_programs import NAMESPACE, project

from hubwarden.errors import InputError
from hubwarden.sources.program.stack_settings import find_project, stacks_beside

STACK = "config:\n  shop:a: here\n"


def gaps(shop, name="dev"):
    return [(gap.what, gap.location.file, gap.location.line) for gap in shop.read(name).gaps]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("environment", "[prod]"),
        ("environment", "{imports: [prod]}"),
        ("environment", "prod"),
        ("mainEnvironment", "shop/prod"),
        ("Environment", "[prod]"),
        ("include", "other.yaml"),
        ("enviroment", "[prod]"),
    ],
)
def test_a_key_of_a_stack_file_that_is_not_read_is_a_gap(shop, key, value):
    shop.stack(f"{STACK}{key}: {value}\n").code(NAMESPACE)
    assert gaps(shop) == [(f"key {key}", "Pulumi.dev.yaml", 3)]


@pytest.mark.parametrize("key", ["environment", "imports", "Config", "transforms"])
def test_a_key_of_a_project_file_that_is_not_known_is_a_gap(tmp_path, key):
    shop = project(tmp_path, {key: {"a": 1}}).code(NAMESPACE)
    assert [(what, file) for what, file, _ in gaps(shop)] == [(f"key {key}", "Pulumi.yaml")]


def test_known_keys_are_no_gap(tmp_path):
    known = {
        "description": "x",
        "author": "x",
        "options": {"refresh": "always"},
        "requiredPulumiVersion": ">=3.0.0",
        "template": {"description": "x"},
        "plugins": {},
    }
    shop = project(tmp_path, known).code(NAMESPACE)
    shop.stack(f"{STACK}environment: []\nsecretsprovider: passphrase\nencryptionsalt: ''\n")
    assert gaps(shop) == []


def test_no_value_of_a_key_that_is_not_read_is_told(shop):
    shop.stack(f"{STACK}environment: {{values: {{key: c4n4ry}}}}\n").code(NAMESPACE)
    assert "c4n4ry" not in str(shop.read().gaps)


@pytest.mark.parametrize("folder", ["stacks", "./stacks", "a/b"])
def test_stack_files_are_read_where_the_project_keeps_them(tmp_path, folder):
    shop = project(tmp_path, {"stackConfigDir": folder}).code(NAMESPACE)
    shop.stack({"shop:a": "beside"})
    with pytest.raises(InputError, match="no such stack file; stacks here: none"):
        shop.settings()
    place = tmp_path / folder
    place.mkdir(parents=True)
    (place / "Pulumi.dev.yaml").write_text(STACK + "unheard-of: 1\n")
    assert shop.settings().config == {"shop:a": "here"}
    assert stacks_beside(tmp_path) == ("dev",)
    file = f"{folder.removeprefix('./')}/Pulumi.dev.yaml"
    assert gaps(shop) == [("key unheard-of", file, 3)]
    assert file in shop.read().sources[0].files


def test_a_folder_of_stack_files_that_is_no_text_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not the name of a folder"):
        project(tmp_path, {"stackConfigDir": ["a"]}).settings()


@pytest.mark.parametrize("ending", ["yml", "json"])
def test_a_stack_file_ends_as_its_project_file_does(tmp_path, ending):
    shop = project(tmp_path).code(NAMESPACE)
    (tmp_path / "Pulumi.yaml").unlink()
    text = yaml.safe_dump({"name": "shop", "runtime": "python"}, default_flow_style=True)
    (tmp_path / f"Pulumi.{ending}").write_text(text)
    assert find_project(tmp_path) == tmp_path
    with pytest.raises(InputError, match="no such stack file"):
        shop.settings()
    (tmp_path / f"Pulumi.dev.{ending}").write_text('{"config": {"shop:a": "here"}}')
    assert shop.settings().config == {"shop:a": "here"}
    assert stacks_beside(tmp_path) == ("dev",)
    assert f"Pulumi.dev.{ending}" in shop.read().sources[0].files


PLUGIN = {"name": "azure-native", "path": "../bin"}


@pytest.mark.parametrize(
    ("plugins", "keys"),
    [
        ({"providers": [PLUGIN]}, ["providers.0"]),
        ({"providers": [PLUGIN, {"name": "random", "path": "."}]}, ["providers.0", "providers.1"]),
        ({"languages": [{"name": "python", "path": "x"}]}, ["languages.0"]),
        ({"analyzers": [{"name": "mine", "path": "x"}]}, ["analyzers.0"]),
        ({"unheard-of": {"a": 1}}, ["unheard-of"]),
    ],
)
def test_a_plugin_in_the_place_of_the_released_one_is_a_gap(tmp_path, plugins, keys):
    shop = project(tmp_path, {"plugins": plugins}).code(NAMESPACE)
    assert [what for what, _, _ in gaps(shop)] == [f"key plugins.{key}" for key in keys]


@pytest.mark.parametrize("plugins", [{}, None, {"providers": []}, {"providers": None}])
def test_no_plugin_is_no_gap(tmp_path, plugins):
    assert gaps(project(tmp_path, {"plugins": plugins}).code(NAMESPACE)) == []


def test_the_old_name_of_the_folder_of_stack_files(tmp_path):
    shop = project(tmp_path, {"config": "stacks"}).code(NAMESPACE)
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.prod.yaml").write_text(STACK)
    assert shop.settings("prod").config == {"shop:a": "here"}
    assert stacks_beside(tmp_path) == ("prod",)
    assert gaps(shop, "prod") == []


def test_a_folder_of_stack_files_by_both_names_is_refused(tmp_path):
    with pytest.raises(InputError, match="keep stackConfigDir alone"):
        project(tmp_path, {"config": "a", "stackConfigDir": "b"}).settings()


def test_settings_of_a_stack_are_a_mapping(tmp_path):
    shop = project(tmp_path)
    shop.stack("config: stacks\n")
    with pytest.raises(InputError, match="is not a mapping"):
        shop.settings()
