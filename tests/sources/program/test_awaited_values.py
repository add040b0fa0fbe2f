"""Values that a program waits for by itself: a gap where only a deployment knows them."""

import pytest
from small_programs import HEAD_LINES, NAMESPACE

from hubwarden.errors import InputError

MAKES = 'nh.NotificationHubAuthorizationRule("r", namespace_name="n", notification_hub_name="h", resource_group_name="g", rights=["Listen"])'
REF = (
    "import asyncio\nfrom pulumi import runtime\n"
    'v = pulumi.StackReference("organization/x/prod").get_output("n")\n'
)
START = "asyncio.ensure_future(main())"

GAPS = {
    "future": f"async def main():\n    if await v.future():\n        {MAKES}\n{START}",
    "with its unknowns": f"async def main():\n    if isinstance(await v.future(True), str):\n        {MAKES}\n{START}",
    "whether it is known": f"async def main():\n    if await v.is_known():\n        {MAKES}\n{START}",
    "part of it": f"async def main():\n    if await pulumi.Output.all(1, v).future():\n        {MAKES}\n{START}",
    "gathered": f"async def main():\n    if any(await asyncio.gather(v.future())):\n        {MAKES}\n{START}",
    "an error behind it": f"async def main():\n    (await v.future()).upper()\n    {MAKES}\n{START}",
}
NO_GAPS = {
    "a value that is known": "async def main():\n    await pulumi.Output.from_input('x').future()\n"
    + START,
    "a name": "async def main():\n    await namespace.name.future()\n" + START,
    "an apply": "v.apply(lambda x: f'{x}-hub')",
    "the SDK's own": "pulumi.export('x', pulumi.Output.all(v, 1))",
}
PREVIEW = {
    "by its module": f"if not pulumi.runtime.is_dry_run():\n    {MAKES}",
    "by its name": f"from pulumi.runtime import is_dry_run\nif not is_dry_run():\n    {MAKES}",
    "in a function": f"def make():\n    return runtime.is_dry_run() or {MAKES}\nmake()",
    "of the settings": f"from pulumi.runtime.settings import is_dry_run\nif not is_dry_run():\n    {MAKES}",
}
HERE = HEAD_LINES + (NAMESPACE + REF).count("\n")


def gaps(shop, code):
    return shop.code(NAMESPACE + REF + code + "\n").read().gaps


@pytest.mark.parametrize("code", GAPS.values(), ids=GAPS)
def test_waiting_for_a_value_of_a_deployment_is_a_gap(shop, code):
    gap, *rest = gaps(shop, code)
    assert gap.what == "an awaited output"
    assert gap.location.file == "__main__.py"
    assert gap.location.line == HERE + 2
    # What is given in its place may be what the program fails of.
    assert [other.what for other in rest] in ([], ["a task of the program"])


@pytest.mark.parametrize("code", NO_GAPS.values(), ids=NO_GAPS)
def test_waiting_for_what_is_known_is_none(shop, code):
    assert not gaps(shop, code)


@pytest.mark.parametrize("code", PREVIEW.values(), ids=PREVIEW)
def test_asking_whether_this_is_a_preview_is_a_gap(shop, code):
    (gap,) = gaps(shop, code)
    assert gap.what == "is_dry_run"
    assert gap.location.line > HERE


def test_a_value_that_is_known_is_waited_for_and_used(shop):
    code = (
        "async def main():\n"
        "    name = await pulumi.Output.from_input('late').future()\n"
        '    nh.Namespace("n2", namespace_name=name, resource_group_name=group, sku={"name": "Free"})\n'
        + START
    )
    estate = shop.code(NAMESPACE + REF + code + "\n").read()
    assert {item.id.name for item in estate.namespaces} == {"shop-ns", "late"}
    assert not estate.gaps


TASKS = {
    "fails": ("raise ValueError('c4n4ry')", "fails with ValueError"),
    "lacks an argument": ("nh.Namespace('n2')", "fails with TypeError"),
    "waits for ever": ("await asyncio.Event().wait()", "does not come to its end"),
    "sleeps on": ("await asyncio.sleep(60)", "does not come to its end"),
}


@pytest.mark.parametrize(("code", "said"), TASKS.values(), ids=TASKS)
def test_a_task_that_fails_in_silence_is_a_gap(shop, code, said):
    (gap,) = gaps(shop, f"async def main():\n    {code}\n{START}")
    assert gap.what == "a task of the program"
    assert said in gap.reason
    assert "c4n4ry" not in str(gap)
    assert gap.location.line == HERE + 1


def test_a_task_that_comes_to_its_end_is_none(shop):
    assert not gaps(shop, f"async def main():\n    await asyncio.sleep(0)\n{START}")


GET = 'nh.get_namespace(namespace_name="other", resource_group_name="g")'


@pytest.mark.parametrize(
    ("call", "function", "instead"),
    [
        (GET, "azure-native:notificationhubs:getNamespace", "get_namespace_output"),
        (
            'keyvault.get_vault(vault_name="v", resource_group_name="g")',
            "azure-native:keyvault:getVault",
            "get_vault_output",
        ),
        (
            'storage.list_storage_account_keys(account_name="a", resource_group_name="g")',
            "azure-native:storage:listStorageAccountKeys",
            "list_storage_account_keys_output",
        ),
    ],
)
def test_a_function_that_is_called_at_once_is_named(shop, call, function, instead):
    code = f"from pulumi_azure_native import keyvault, storage\nfound = {call}\n"
    shop.code(NAMESPACE + code)
    with pytest.raises(InputError) as caught:
        shop.read()
    assert function in str(caught.value)
    assert instead in str(caught.value)
    assert caught.value.line == HEAD_LINES + NAMESPACE.count("\n") + 2


def test_a_program_that_goes_on_without_the_answer_has_a_gap(shop):
    (gap,) = gaps(shop, f"try:\n    {GET}\nexcept Exception:\n    {MAKES}")
    assert gap.what == "the function azure-native:notificationhubs:getNamespace"
    assert gap.location.line == HERE + 2


def test_an_answer_as_an_output_and_one_that_is_known_are_no_gap(shop):
    waiting = GET.replace("get_namespace(", "get_namespace_output(")
    known = "from pulumi_azure_native import authorization\nauthorization.get_client_config()"
    assert not gaps(shop, f"{waiting}\n{known}")
