"""What is said of a program that fails: the names that its code spells out, the place, what to do."""

import pytest
from small_programs import HEAD_LINES

from hubwarden.errors import InputError

GROUP = '"azure-native:resources:getResourceGroup", {"resourceGroupName": "shop"}'

ASKS_LATER = f"""\
async def ask():
    return (await pulumi.runtime.invoke_async({GROUP}))["name"]

pulumi.export("name", pulumi.Output.from_input(ask()))
"""


def failure(shop, code):
    with pytest.raises(InputError) as caught:
        shop.code(code).read()
    return caught.value


@pytest.mark.parametrize(
    ("code", "module"),
    [
        ("import shop_lib", "shop_lib"),
        ("from shop_lib.deep import (\n    thing,\n)", "shop_lib"),
        ("import os, shop_lib.deep as deep", "shop_lib"),
    ],
)
def test_a_module_that_is_not_installed_is_named(shop, code, module):
    found = failure(shop, code)
    assert f"ModuleNotFoundError: the module {module} is not installed" in str(found)
    assert (found.file, found.line) == ("__main__.py", HEAD_LINES + 1)
    assert "install the project's requirements" in found.hint
    assert "requirements.txt" not in found.hint


def test_the_file_of_requirements_is_named_where_there_is_one(shop):
    (shop.root / "requirements.txt").write_text("shop-lib\n", encoding="utf-8")
    assert "pip install -r requirements.txt" in failure(shop, "import shop_lib").hint


@pytest.mark.parametrize("name", ["ARM_CLIENT_SECRET", "AZURE_TENANT_ID", "PULUMI_ACCESS_TOKEN"])
def test_a_variable_that_is_removed_is_named(shop, name, monkeypatch):
    monkeypatch.setenv(name, "canary-51c0")
    # From the folder of the project, <frozen os> would look like a file of it.
    monkeypatch.chdir(shop.root)
    found = failure(shop, f"import os\nvalue = os.environ['{name}']")
    assert f"the environment variable {name}, which is removed while" in str(found)
    assert (found.file, found.line) == ("__main__.py", HEAD_LINES + 2)
    assert f'os.environ.get("{name}")' in found.hint
    assert "canary" not in str(found) + found.hint


def test_a_variable_that_is_not_set_is_named_and_not_called_removed(shop, monkeypatch):
    monkeypatch.delenv("SHOP_CITY", raising=False)
    found = failure(shop, 'import os\nvalue = os.environ["SHOP_CITY"]')
    assert str(found).endswith("KeyError: the environment variable SHOP_CITY is not set")
    assert found.hint == ""


@pytest.mark.parametrize(
    "code",
    [
        f"group = pulumi.runtime.invoke({GROUP}).value",
        f"from pulumi.runtime import invoke_single\ngroup = invoke_single({GROUP}).value\n",
        ASKS_LATER,
    ],
)
def test_a_function_that_only_azure_can_answer_is_named(shop, code):
    found = failure(shop, code)
    assert "the function azure-native:resources:getResourceGroup" in str(found)
    assert "get_resource_group_output" in str(found)
    assert found.file == "__main__.py"


def test_a_method_that_cannot_be_called_is_placed_in_a_file(shop):
    found = failure(shop, 'pulumi.runtime.call("shop:index:Thing/ask", {})')
    assert "the method shop:index:Thing/ask cannot be called offline" in str(found)
    assert found.file == "__main__.py"
