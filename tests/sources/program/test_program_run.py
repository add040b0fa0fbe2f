"""Programs are run in this process: what they declare is read, and they leave nothing behind."""

import logging
import os
import sys
import traceback
from pathlib import Path

import pytest
from small_programs import APNS, HEAD, HEAD_LINES, NAMESPACE, apns, hub

from hubwarden.errors import InputError
from hubwarden.model.base import Undetermined
from hubwarden.paths import display_path
from hubwarden.secret import Secret
from hubwarden.sources.pulumi import azure_native

CANARY = "canary-8d24"
KEY = {"shop:token": CANARY}
ENCRYPTED = {"shop:token": {"secure": CANARY}}


def credential(shop, code, config):
    (found,) = shop.stack(config).code(code).read().hubs
    return found.credentials.apns


def comparable(estate):
    """Return everything that an estate tells of its subjects."""
    kinds = ("namespaces", "hubs", "access_rules", "outputs", "stacks")
    subjects = [subject for kind in kinds for subject in getattr(estate, kind)]
    return [
        {name: told(subject, name) for name in type(subject).__dataclass_fields__}
        for subject in subjects
    ]


def told(subject, name):
    try:
        value = getattr(subject, name)
    except Undetermined as why:
        return str(why)
    return repr(value) if name == "credentials" else value


def test_what_a_program_declares_is_there(shop):
    found = shop.code(NAMESPACE + hub('tags={"owner": "me"},')).read()
    (namespace,), (item,) = found.namespaces, found.hubs
    assert (namespace.name, namespace.tier) == ("shop-ns", "Standard")
    assert (item.name, item.namespace, item.tags) == ("shop-hub", namespace.id, {"owner": "me"})
    assert item.credentials.apns is None
    assert [str(source.name) for source in found.sources] == ["program:dev"]
    assert found.stacks[0].environment is None


def test_an_empty_program_declares_nothing(shop):
    found = shop.code("").read()
    assert (found.namespaces, found.hubs, found.access_rules) == ((), (), ())


def test_a_name_that_is_left_to_pulumi_is_unknown(shop):
    (found,) = (
        shop.code('nh.Namespace("ns", resource_group_name=group, sku={"name": "Free"})')
        .read()
        .namespaces
    )
    assert not found.id.exact
    with pytest.raises(Undetermined):
        _ = found.name


def test_what_azure_computes_is_unknown(shop):
    found = shop.code(NAMESPACE + 'pulumi.export("at", namespace.service_bus_endpoint)').read()
    with pytest.raises(Undetermined, match="not known"):
        _ = found.outputs[0].holds_access_key


@pytest.mark.parametrize(("protect", "retain"), [(True, True), (True, False), (False, False)])
def test_protection_is_read(shop, protect, retain):
    options = f"opts=pulumi.ResourceOptions(protect={protect}, retain_on_delete={retain}),"
    (found,) = shop.code(hub(options)).read().hubs
    assert (found.protect, found.retain_on_delete) == (protect, retain)


# -- secrets


@pytest.mark.parametrize(
    ("expression", "config", "in_clear"),
    [
        ('config.require_secret("token")', KEY, ("token",)),
        ('config.get_secret("token")', KEY, ("token",)),
        ('pulumi.Output.secret(config.require("token"))', KEY, ("token",)),
        ('config.require_secret("token").apply(lambda one: one.strip())', KEY, ("token",)),
        ('config.require_secret("token")', ENCRYPTED, ()),
        ('config.require_secret("token")', {}, ()),
        ('config.require("token")', KEY, ("token",)),
        ('config.get("token")', KEY, ("token",)),
        (f'"{CANARY}"', {}, ("token",)),
        ('pulumi.Output.from_input(config.require("token"))', KEY, ("token",)),
        ('pulumi.Output.unsecret(config.require_secret("token"))', KEY, ("token",)),
    ],
)
def test_whether_a_secret_is_marked(shop, expression, config, in_clear):
    # What stands in clear in the stack file is in clear, however the program marks it.
    found = credential(shop, apns(expression), config)
    assert found.in_clear == in_clear
    assert found.token.key_id == "KEYID00001"


def test_a_mark_around_a_secret_protects_it(shop):
    code = hub(f'apns_credential=pulumi.Output.secret({{"token": "{CANARY}", "keyId": "K"}}),')
    assert credential(shop, code, {}).in_clear == ()


@pytest.mark.parametrize(
    ("config", "reason"),
    [({}, "that the stack does not set"), (ENCRYPTED, "not with a passphrase")],
)
def test_a_secret_that_is_not_readable_is_there_and_unknown(shop, config, reason):
    token = credential(shop, apns('config.require_secret("token")'), config).token
    with pytest.raises(Undetermined, match=reason):
        _ = token.key


def test_a_secret_that_is_readable_can_be_compared(shop):
    token = credential(shop, apns('config.require_secret("token")'), KEY).token
    assert token.key == Secret(CANARY)


def test_a_placeholder_inside_a_text_makes_it_unknown(shop):
    code = apns('config.require_secret("token").apply(lambda one: "-----" + one)')
    with pytest.raises(Undetermined):
        _ = credential(shop, code, {}).token.key


# -- outputs

KEYS = (
    'nh.list_notification_hub_keys_output(resource_group_name=group, namespace_name="shop-ns",'
    ' notification_hub_name="shop-hub", authorization_rule_name="rule")'
)
RULE = """\
rule = nh.NotificationHubAuthorizationRule(
    "rule",
    authorization_rule_name="rule",
    notification_hub_name="shop-hub",
    namespace_name="shop-ns",
    resource_group_name=group,
    rights=["Send"],
)
"""


@pytest.mark.parametrize(
    ("expression", "holds", "secret"),
    [
        (f"{KEYS}.primary_connection_string", True, True),
        (f"pulumi.Output.secret({KEYS}.primary_connection_string)", True, True),
        (f'{{"a": [{KEYS}.secondary_key]}}', True, True),
        (f'{KEYS}.primary_key.apply(lambda key: "key=" + key)', True, True),
        ("rule.primary_key", True, True),
        ("rule.name", False, False),
        ("rule.id", False, False),
        ("pulumi.Output.unsecret(config.require_secret('unset'))", True, False),
        (
            f"{KEYS}.primary_key.apply(lambda key: __import__('base64').b64encode(key.encode()).decode())",
            True,
            True,
        ),
        ('"Endpoint=sb://a/;SharedAccessKeyName=b;SharedAccessKey=c"', True, False),
        ('{"a": 1, "b": [True, None]}', False, False),
    ],
)
def test_an_output_that_holds_a_key(shop, expression, holds, secret):
    (found,) = shop.code(f'{RULE}pulumi.export("out", {expression})').read().outputs
    assert (found.name, found.holds_access_key, found.secret) == ("out", holds, secret)


def test_a_secret_output_that_is_no_key_to_be_seen_is_not_known(shop):
    (found,) = shop.code('pulumi.export("out", pulumi.Output.secret("x"))').read().outputs
    with pytest.raises(Undetermined):
        _ = found.holds_access_key


def test_a_template_inside_a_program_is_a_gap(shop):
    code = (
        "from pulumi_azure_native import resources\n"
        "resources.Deployment('d', resource_group_name='g', properties={'mode': 'Incremental'})"
    )
    (gap,) = shop.code(code).read().gaps
    assert gap.reason == "it deploys resources that are not read"


def test_a_rule_of_a_foreign_program_has_a_role_that_is_not_known(shop):
    (found,) = shop.code(RULE).read().access_rules
    assert (found.rights, found.azure_default) == ({"Send"}, False)
    with pytest.raises(Undetermined):
        _ = found.role


# -- failures

FAILURES = {
    # code, type that the message names, line of the code
    "exception": (f'raise ValueError("{CANARY}")', "ValueError", 1),
    "type error": (f'config\n1 + "{CANARY}"', "TypeError", 2),
    "exit": (f'import sys\nsys.exit("{CANARY}")', "SystemExit", 2),
    "exit without words": ("raise SystemExit(0)", "SystemExit", 1),
    "syntax error": (f"a = 1\nb = = '{CANARY}'", "SyntaxError", 2),
    "a module by a computed name": (
        f'import importlib\nimportlib.import_module("{CANARY}")',
        "ModuleNotFoundError",
        2,
    ),
    "a module in words": (f'raise ModuleNotFoundError("{CANARY}")', "ModuleNotFoundError", 1),
    "a variable by a computed name": (
        f'import os\nname = "{CANARY.upper().replace("-", "_")}"\nos.environ["ARM_" + name]',
        "KeyError",
        3,
    ),
    "a key that looks like a variable": ('a = {}\na["ARM_CLIENT_ID"]', "KeyError", 2),
    "interrupt": (f'raise KeyboardInterrupt("{CANARY}")', "KeyboardInterrupt", 1),
    "in an apply": (f'pulumi.Output.from_input("{CANARY}").apply(int)', "ValueError", None),
    "in a function": (f'def f(a):\n    return a["{CANARY}"]\n\nf({{}})', "KeyError", 2),
    "chained": (
        f'try:\n    int("{CANARY}")\nexcept ValueError as e:\n    raise OSError("{CANARY}") from e',
        "OSError",
        4,
    ),
    "a missing name of a resource": (f'nh.NotificationHub("{CANARY}")', "TypeError", 1),
    "its own refusal": (f'raise pulumi.RunError("{CANARY}")', "RunError", 1),
    "a setting of another type": ('config.require_int("token")', "ConfigTypeError", 1),
}


@pytest.mark.parametrize(("code", "kind", "line"), FAILURES.values(), ids=FAILURES)
def test_a_program_that_fails_is_told_and_not_quoted(shop, code, kind, line):
    with pytest.raises(InputError, match=f"the program failed with {kind}$") as caught:
        shop.stack(KEY).code(code).read()
    if line is not None:
        assert caught.value.file == display_path(shop.root / "__main__.py", shop.root)
        assert caught.value.line == HEAD_LINES + line
    assert not Path(caught.value.file).is_absolute()
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert CANARY not in caught.value.hint


def test_a_failure_in_a_module_is_told_there(shop):
    shop.code("def f():\n    raise ValueError\n", head="", path="lib/deep.py")
    with pytest.raises(InputError) as caught:
        shop.code("from lib import deep\ndeep.f()").read()
    assert (caught.value.file, caught.value.line) == (
        display_path(shop.root / "lib" / "deep.py", shop.root),
        2,
    )


def test_a_missing_setting_is_told_with_its_key(shop):
    with pytest.raises(InputError, match="shop:city: ") as caught:
        shop.code('config.require("city")').read()
    assert caught.value.file == display_path(shop.root / "Pulumi.dev.yaml", shop.root)


def test_two_resources_with_one_name_are_told(shop):
    with pytest.raises(InputError, match=r"two resources have the same URN: .*Namespace::ns$"):
        shop.code(NAMESPACE + NAMESPACE).read()


@pytest.mark.parametrize("resource", ["", ", resource=pulumi.ComponentResource('a:b:C', 'c')"])
def test_an_error_that_a_program_logs_is_a_failure(shop, resource):
    with pytest.raises(InputError, match=r"the program reported an error$") as caught:
        shop.code(f'pulumi.log.error("{CANARY}"{resource})').read()
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_what_a_program_logs_besides_is_no_failure(shop):
    code = 'pulumi.log.warn("a")\npulumi.log.info("b")\npulumi.log.debug("c")\n'
    assert shop.code(code + hub()).read().hubs


def test_a_program_that_is_not_there(shop):
    with pytest.raises(InputError):
        shop.read()
    (shop.root / "Pulumi.yaml").write_text("name: a\nruntime: python\nmain: src/\n")
    with pytest.raises(InputError, match="is not there"):
        shop.read()


def test_another_program_on_the_search_path_is_not_run(shop, monkeypatch):
    """Of a folder without a program Python runs the next one that it finds."""
    other = shop.root.parent / "other"
    other.mkdir()
    (other / "__main__.py").write_text(f"{HEAD}\n{hub()}", encoding="utf-8")
    monkeypatch.syspath_prepend(other)
    with pytest.raises(InputError, match="is not there"):
        shop.read()


# -- the world around it


def test_no_credential_of_a_cloud_is_in_the_programs_environment(shop, monkeypatch):
    names = ["ARM_CLIENT_SECRET", "AZURE_TENANT_ID", "PULUMI_ACCESS_TOKEN", "AWS_REGION"]
    for name in names:
        monkeypatch.setenv(name, CANARY)
    monkeypatch.setenv("SHOP_COLOUR", "blue")
    code = 'import os\npulumi.export("env", {k: v for k, v in os.environ.items()})'
    before = dict(os.environ)
    shop.code(code + f'\nassert "{CANARY}" not in os.environ.values()').read()
    assert dict(os.environ) == before
    with pytest.raises(InputError):
        shop.code("raise ValueError").read()
    assert dict(os.environ) == before


def test_a_change_of_the_world_ends_with_the_program(shop):
    before = (dict(os.environ), Path.cwd(), list(sys.path), list(sys.argv), logging.root.level)
    code = """\
    import os, sys
    os.environ["SHOP_LEFT_BEHIND"] = "x"
    os.environ.pop("PATH", None)
    os.chdir("/")
    sys.path.insert(0, "/left/behind")
    sys.argv.append("left behind")
    """
    shop.code(code).read()
    assert (
        dict(os.environ),
        Path.cwd(),
        list(sys.path),
        list(sys.argv),
        logging.root.level,
    ) == before


def test_a_program_runs_in_its_own_folder(shop):
    (shop.root / "names.txt").write_text("from-a-file")
    code = 'import pathlib, sys\npulumi.export(pathlib.Path("names.txt").read_text(), 1)\n'
    code += 'assert sys.argv and __name__ == "__main__"'
    assert [output.name for output in shop.code(code).read().outputs] == ["from-a-file"]


@pytest.mark.parametrize("main", ["src", "src/"])
def test_the_project_says_where_its_program_is(shop, main):
    (shop.root / "Pulumi.yaml").write_text(f"name: shop\nruntime: python\nmain: {main}\n")
    shop.code("NAME = 'x'\n", head="", path="src/helper.py")
    head = "from helper import NAME\n" + HEAD
    shop.code(hub("tags={'a': NAME},"), head=head, path="src/__main__.py")
    assert shop.read().hubs[0].tags == {"a": "x"}


def test_the_program_may_be_a_file(shop):
    (shop.root / "Pulumi.yaml").write_text("name: shop\nruntime: python\nmain: src/other.py\n")
    assert shop.code(hub(), path="src/other.py").read().hubs


def test_what_a_program_prints_is_dropped(shop, capfd):
    code = f"""\
    import os, subprocess, sys, warnings
    print("{CANARY}")
    print("{CANARY}", file=sys.stderr)
    sys.stdout.buffer.write(b"{CANARY}")
    os.write(1, b"{CANARY}")
    os.write(2, b"{CANARY}")
    subprocess.run([sys.executable, "-c", "print('{CANARY}')"], check=True)
    """
    shop.code(code).read()
    sys.stdout.write("after")
    sys.stdout.flush()
    assert capfd.readouterr() == ("after", "")


def test_what_a_program_logs_is_dropped(shop, caplog):
    caplog.set_level(logging.DEBUG)
    shop.code(f'import logging\nlogging.getLogger("a").error("{CANARY}")').read()
    assert CANARY not in caplog.text
    logging.getLogger("a").error("after")
    assert "after" in caplog.text


def test_a_program_leaves_nothing_in_its_folder(shop):
    shop.code("X = 1\n", head="", path="lib/helper.py")
    shop.code("from lib.helper import X")
    before = sorted(shop.root.rglob("*"))
    shop.read()
    assert sorted(shop.root.rglob("*")) == before


def test_a_program_is_not_left_in_memory(shop):
    shop.code("X = 1\n", head="", path="lib/helper.py")
    shop.code("import lib.helper").read()
    assert not {"lib", "lib.helper"} & sys.modules.keys()


def test_modules_of_a_virtual_environment_below_the_project_stay_loaded(shop, monkeypatch):
    packages = shop.root / "venv" / "lib" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "installed_helper.py").write_text("X = 1\n")
    (shop.root / "venv" / "pyvenv.cfg").write_text("")
    monkeypatch.syspath_prepend(packages)
    __import__("installed_helper")
    loaded = sys.modules["installed_helper"]
    try:
        found = shop.code("import installed_helper").read()
        assert sys.modules.get("installed_helper") is loaded
    finally:
        sys.modules.pop("installed_helper", None)
    assert not [file for file in found.sources[0].files if "venv" in file]


def test_a_program_that_is_changed_is_read_anew(shop):
    for colour in ("red", "sky", "tan"):
        shop.code(f"COLOUR = '{colour}'\n", head="", path="helper.py")
        code = hub("tags={'colour': COLOUR},") + "COLOUR"
        found = shop.code(code, head="from helper import COLOUR\n" + HEAD).read()
        assert found.hubs[0].tags == {"colour": colour}


def test_two_stacks_do_not_leak_into_each_other(shop):
    code = """\
    import os
    import helper
    helper.SEEN.append(pulumi.get_stack())
    os.environ["SHOP_SEEN"] = os.environ.get("SHOP_SEEN", "") + pulumi.get_stack()
    pulumi.export("seen", [*helper.SEEN, os.environ["SHOP_SEEN"]])
    pulumi.export("only-" + pulumi.get_stack(), config.get("a") or "")
    """
    shop.code("SEEN = []\n", head="", path="helper.py")
    shop.code(apns('config.get("a") or ""') + "\n".join(line.strip() for line in code.splitlines()))
    shop.stack({"shop:a": "one"}).stack({"shop:b": "x"}, "live")
    dev, live, again = shop.read(), shop.read("live"), shop.read()
    assert [output.name for output in dev.outputs] == ["only-dev", "seen"]
    assert [output.name for output in live.outputs] == ["only-live", "seen"]
    assert dev.hubs[0].credentials.apns.in_clear == ("token",)
    assert live.hubs[0].credentials.apns.in_clear == ()
    assert (dev.hubs[0].origin.stack, live.hubs[0].origin.stack) == ("dev", "live")
    assert comparable(dev) == comparable(again)


def test_a_failure_does_not_spoil_the_next_run(shop):
    with pytest.raises(InputError):
        shop.code(NAMESPACE + "raise ValueError").read()
    assert len(shop.code(NAMESPACE + RULE).read().namespaces) == 1


def test_a_program_tells_the_same_each_time(shop):
    code = NAMESPACE + apns('config.require_secret("token")') + RULE
    code += 'pulumi.export("name", hub.name)\npulumi.export("b", {"z": 1, "a": hub.id})'
    item, two = (shop.stack(ENCRYPTED).code(code).read() for _ in range(2))
    assert comparable(item) == comparable(two)
    assert item.sources == two.sources


def test_the_digest_is_that_of_settings_and_code(shop):
    digest = shop.code(hub()).read().sources[0].digest
    assert shop.stack({"shop:a": "1"}).read().sources[0].digest != digest
    assert shop.stack().read().sources[0].digest == digest
    assert shop.code(hub() + "# changed").read().sources[0].digest != digest


@pytest.mark.parametrize("code", ["opts=pulumi.ResourceOptions(transforms=[lambda args: None]),"])
def test_what_cannot_be_run_offline_is_told(shop, code):
    with pytest.raises(InputError, match="cannot be run offline"):
        shop.code(hub(code)).read()


def test_a_component_and_an_existing_resource(shop):
    code = """\
    class Shop(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("shop:index:Shop", name)
            nh.Namespace(f"{name}-ns", namespace_name=name, resource_group_name=group,
                         sku={"name": "Free"}, opts=pulumi.ResourceOptions(parent=self))

    Shop("one")
    Shop("two")
    nh.Namespace.get("there", "/subscriptions/s/resourceGroups/g/providers/x/namespaces/three")
    """
    found = sorted(shop.code(code).read().namespaces, key=lambda namespace: namespace.name)
    assert [item.name for item in found] == ["one", "three", "two"]
    item, there, two = found
    assert (item.tier, two.tier) == ("Free", "Free")
    for field in ("tier", "tags", "public_rights", "addresses"):
        with pytest.raises(Undetermined, match="the stack only reads it"):
            getattr(there, field)


@pytest.mark.parametrize("paths", ['"sku", "tags.a"', '"*"'])
def test_what_a_program_does_not_change_is_not_known(shop, paths):
    code = f"""\
    nh.Namespace("closed", namespace_name="closed", resource_group_name=group,
                 sku={{"name": "Standard"}}, tags={{"a": "b"}},
                 opts=pulumi.ResourceOptions(ignore_changes=[{paths}]))
    """
    (found,) = shop.code(code).read().namespaces
    assert found.name == "closed"
    # What the program does not even declare is ignored by an asterisk, too.
    for field in ("tier", "tags", *(["public_rights", "addresses"] if paths == '"*"' else [])):
        with pytest.raises(Undetermined, match="the program ignores changes of it"):
            getattr(found, field)


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:monitor:MetricAlert",
        "azure-native:monitor/v20180301:MetricAlert",
        "azure-native:insights:MetricAlert",
        "azure-native:insights/v20180301:MetricAlert",
        "azure-native_monitor_v20180301:monitor:MetricAlert",
    ],
)
def test_a_type_is_the_same_in_every_package(token):
    assert azure_native.arm_type(token) == "Microsoft.Insights/metricAlerts"
    assert azure_native.is_own(token)
    assert not azure_native.is_own(f"x{token}")


def test_apns_arguments_are_read_in_either_form(shop):
    as_mapping = 'apns_credential={"token": "x", "key_id": "KEYID00001"},'
    for arguments in (APNS % '"x"', as_mapping):
        assert credential(shop, hub(arguments), {}).token.key_id == "KEYID00001"


def test_nothing_is_written_into_the_folder_of_the_program(shop):
    shop.code("X = 1\n", head="", path="helper.py")
    shop.stack({}).code("import helper").read()
    assert list(shop.root.rglob("*.pyc")) == []


NH = "Microsoft.NotificationHubs"
IN_PARTS = (
    f'resource_group_name=group, api_version="2020-05-01", resource_provider_namespace="{NH}", '
)
ONE = f'{IN_PARTS}parent_resource_path="", resource_type="namespaces", resource_name_="shop-ns"'
TWO = (
    f'{IN_PARTS}parent_resource_path="namespaces/shop-ns", resource_type="notificationHubs", '
    'resource_name_="web"'
)


@pytest.mark.parametrize(
    ("kind", "inputs", "scope"),
    [
        ("SubscriptionLevel", "", ""),
        ("ResourceGroupLevel", "resource_group_name=group", "/resourceGroups/shop"),
        (
            "ResourceLevel",
            ONE,
            f"/resourceGroups/shop/providers/{NH}/namespaces/shop-ns",
        ),
        (
            "ResourceLevel",
            TWO,
            f"/resourceGroups/shop/providers/{NH}/namespaces/shop-ns/notificationHubs/web",
        ),
    ],
)
def test_the_scope_of_a_lock_that_is_spelt_in_parts(shop, kind, inputs, scope):
    code = (
        "from pulumi_azure_native import authorization\n"
        f'authorization.ManagementLockAt{kind}("lock", level="CanNotDelete", {inputs})\n'
    )
    (lock,) = shop.code(code).read().locks
    assert lock.scope.text.partition("/subscriptions/")[2][36:] == scope


A, B = (f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for digit in "12")


def subscriptions(estate):
    return {namespace.name: namespace.id.subscription for namespace in estate.namespaces}


def test_each_provider_has_its_own_subscription(shop):
    found = (
        shop.stack({"azure-native:subscriptionId": A})
        .code(
            f"""
        import pulumi_azure_native as azure

        told = azure.Provider("told", subscription_id="{B}")
        silent, other = azure.Provider("silent"), azure.Provider("other")
        for name, by in dict(first=None, second=told, third=silent, fourth=other).items():
            nh.Namespace(
                name,
                namespace_name=name,
                resource_group_name=group,
                sku={{"name": "Standard"}},
                opts=pulumi.ResourceOptions(provider=by),
            )
        """
        )
        .read()
    )
    assert subscriptions(found) == {
        "first": A,
        "second": B,
        "third": "{subscription of silent}",
        "fourth": "{subscription of other}",
    }
    assert [namespace.name for namespace in found.namespaces if namespace.id.exact] == [
        "first",
        "second",
    ]


def test_a_table_of_a_workspace_has_days_of_its_own(shop):
    code = """\
    from pulumi_azure_native import operationalinsights
    workspace = operationalinsights.Workspace("w", workspace_name="w", resource_group_name=group)
    operationalinsights.Table("t", table_name="AzureDiagnostics", workspace_name=workspace.name,
                              resource_group_name=group, retention_in_days=7)
    """
    found = shop.code(code).read().log_stores
    assert sorted((item.of_table, item.days) for item in found) == [(False, 30), (True, 7)]
    assert len({item.store for item in found}) == 1
