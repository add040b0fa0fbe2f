"""A secret of a configuration comes out nowhere: no report, message, log, exception or file."""

import logging
import shutil
import tempfile
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from small_programs import project

from hubwarden import reports
from hubwarden.cli import main
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.discovery import all_rules
from hubwarden.errors import HubwardenError
from hubwarden.model.base import Undetermined
from hubwarden.model.tags import tag_value
from hubwarden.sources.opening import open_source, project_root

ROOT = Path(__file__).parents[3]
MARK = "k3ym4t3r1al"
SECRET = f"-----BEGIN {MARK}1-----\n{MARK}2 \"{MARK}3\" '{MARK}4'\\{MARK}5\n-----END {MARK}6-----\n"
FORMATS = reports.names()
LISTING_ALL = ("text", "json", "csv", "junit")

ENCRYPTED = {"secure": f"v1:{MARK}:{MARK}=="}
VALUES = {
    "in clear": SECRET,
    "encrypted": ENCRYPTED,
    "in clear, nested": {"a": [SECRET, {"b": SECRET}]},
    "encrypted, nested": {"a": [ENCRYPTED, {"b": ENCRYPTED}], "c": SECRET},
    "number in clear": f"8{MARK}",
}

EVERY_SECRET = [
    "apnsToken",
    "apnsCertificate",
    "apnsCertificatePassword",
    "fcmPrivateKey",
    "fcmLegacyKey",
    "wnsSecretKey",
    "mpnsCertificate",
    "mpnsCertificateKey",
]
EVERY_SERVICE = {
    "fcmV1": {"projectId": "shop", "clientEmail": "push@shop.example"},
    "fcmLegacy": {},
    "wns": {"packageSid": "ms-app://s-1-15-2-1"},
    "mpns": {"thumbprint": "AB12"},
}


@pytest.fixture
def watch(tmp_path, monkeypatch, capfd, caplog):
    """Run the command and gather every text that comes out of it in any way."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    caplog.set_level(logging.DEBUG)

    def watch(root, *more):
        before = contents(root)
        reports_of = tmp_path / "reports"
        reports_of.mkdir(exist_ok=True)
        asked = [word for name in FORMATS for word in ("--format", f"{name}={reports_of / name}")]
        arguments = ["check", "--project", str(root), *asked, "--verbose", *map(str, more)]
        result = CliRunner().invoke(main, arguments)
        assert isinstance(result.exception, SystemExit | None)
        shown = [result.stdout, result.stderr, chain(result.exception), *capfd.readouterr()]
        shown += [caplog.text, *map(repr, (vars(record) for record in caplog.records))]
        shown += contents(temporary).values()
        shown += contents(reports_of).values()
        assert contents(root) == before
        assert contents(temporary) == {}
        text = "\n".join(shown)
        assert MARK not in text.lower()
        return result.exit_code, text

    return watch


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("latin-1")
        for path in folder.rglob("*")
        if path.is_file()
    }


def chain(error):
    return "" if error is None else "".join(traceback.format_exception(error))


@pytest.fixture
def repository(tmp_path):
    """Return a copy of this project's own program, and a way to change a stack of it."""
    root = tmp_path / "repository"
    root.mkdir()
    for path in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(path, root)
    for folder in ("infra", "policies"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))

    def change(secrets, stack="prod", shop=None):
        path = root / f"Pulumi.{stack}.yaml"
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["config"] |= {f"hubwarden:{key}": value for key, value in secrets.items()}
        data["config"]["hubwarden:apps"]["shop"] |= shop or {}
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        return root

    return change


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_secret_of_the_example_stacks_comes_out(repository, watch, tmp_path, value):
    keys = ("shop-apnsToken", "shop-fcmPrivateKey", "courier-fcmPrivateKey")
    for stack in ("prod", "test"):
        root = repository(dict.fromkeys(keys, value), stack)
    code, _ = watch(root)
    assert code in (0, 1)
    written = contents(tmp_path / "reports")
    assert set(written) == set(FORMATS)
    # A format that lists violations alone names no hub of a clean project.
    for name in LISTING_ALL:
        assert "lindenmarkt-prod-shop" in written[name]


@pytest.mark.parametrize("mode", ["token", "certificate"])
@pytest.mark.parametrize("value", [SECRET, ENCRYPTED], ids=["in clear", "encrypted"])
def test_no_secret_of_any_push_service_comes_out(repository, watch, value, mode):
    apns = {"mode": mode, "keyId": "KEYID00001", "teamId": "TEAMID0001", "bundleId": "a.b"}
    services = {**EVERY_SERVICE, "apns": apns}
    root = repository({f"shop-{key}": value for key in EVERY_SECRET}, shop=services)
    code, text = watch(root, "program:prod")
    assert code == 1
    assert "NH1" in text


MISPLACED = {
    "an unknown key": {"shop-apnsTokne": SECRET},
    "a whole object that is encrypted": {"apps": ENCRYPTED},
    "a whole object that is a secret": {"apps": SECRET},
    "a place for a word": {"environment": SECRET, "tier": SECRET, "prefix": SECRET},
    "a place for a mapping": {"network": SECRET, "alerts": [SECRET], "logs": SECRET},
    "a place for an encrypted word": {"environment": ENCRYPTED, "tier": ENCRYPTED},
    "a place for a flag": {"zoneRedundancy": SECRET, "lock": SECRET},
}


@pytest.mark.parametrize("secrets", MISPLACED.values(), ids=MISPLACED)
def test_no_secret_that_stands_in_a_wrong_place_comes_out(repository, watch, secrets):
    apps = secrets.pop("apps", None)
    root = repository(secrets)
    if apps is not None:
        path = root / "Pulumi.prod.yaml"
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["config"]["hubwarden:apps"] = apps
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert watch(root, "program:prod")[0] == 2


NESTED = {
    "encrypted beside the names": {"apns": {"mode": "token", "token": ENCRYPTED}},
    "in clear beside the names": {"apns": {"mode": "token", "token": SECRET}},
    "in place of a name": {"apns": {"mode": "token", "keyId": SECRET, "teamId": ENCRYPTED}},
    "in a consumer": {"consumers": {"phones": {"role": SECRET, "rights": [SECRET]}}},
    "as the mode": {"apns": {"mode": SECRET}},
}


@pytest.mark.parametrize("shop", NESTED.values(), ids=NESTED)
def test_no_secret_that_is_nested_comes_out(repository, watch, shop):
    assert watch(repository({}, shop=shop), "program:prod")[0] == 2


# -- a program of others

FOREIGN = """\
secret = SECRET
namespace = nh.Namespace(
    "ns",
    namespace_name="shop-ns",
    resource_group_name=group,
    sku={"name": "Standard"},
    pns_credentials={"gcm_credential": {"google_api_key": secret}},
)
hub = nh.NotificationHub(
    "hub",
    notification_hub_name="shop-hub",
    namespace_name="shop-ns",
    resource_group_name=group,
    apns_credential={
        "token": secret,
        "key_id": "KEYID00001",
        "apns_certificate": secret,
        "certificate_key": secret,
    },
    fcm_v1_credential={"private_key": secret, "project_id": "p", "client_email": "e"},
    gcm_credential={"google_api_key": secret},
    wns_credential={
        "package_sid": "s",
        "secret_key": secret,
        "certificate_key": secret,
        "wns_certificate": secret,
    },
    mpns_credential={"mpns_certificate": secret, "certificate_key": secret},
    adm_credential={"client_id": "c", "client_secret": secret, "auth_token_url": "u"},
    baidu_credential={"baidu_api_key": secret, "baidu_secret_key": secret},
    browser_credential={"vapid_private_key": secret, "vapid_public_key": "k", "subject": "s"},
    xiaomi_credential={"app_secret": secret, "endpoint": "e"},
)
pulumi.export("connection", "Endpoint=sb://a/;SharedAccessKeyName=b;SharedAccessKey=" + MARK)
pulumi.export("token", secret)
pulumi.export("hub", hub.apns_credential)
"""

SOURCES = {
    "from the settings": 'config.require("token")',
    "from the settings, if there": 'config.get("token")',
    "from the settings, marked": 'config.require_secret("token")',
    "in the code": repr(SECRET),
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_no_secret_that_a_foreign_program_passes_on_comes_out(shop, watch, source):
    shop.stack({"shop:token": SECRET})
    shop.code(FOREIGN.replace("SECRET", source, 1).replace("MARK", repr(MARK)))
    code, text = watch(shop.root, "--environment", "production")
    assert code == 1
    assert "shop-hub" in text


def test_a_foreign_program_that_passes_secrets_in_clear_is_told_so(shop):
    shop.stack({"shop:token": SECRET})
    shop.code(FOREIGN.replace("SECRET", 'config.require("token")').replace("MARK", "''"))
    (hub,) = open_source("program:dev", shop.root, None).hubs
    assert hub.credentials.apns.in_clear == ("token", "apnsCertificate", "certificateKey")
    assert hub.credentials.wns.in_clear == ("secretKey", "certificateKey", "wnsCertificate")
    assert hub.credentials.browser.in_clear == ("vapidPrivateKey",)


READ = {"settings": 'pulumi.Config("other").require("token")', "code": repr(SECRET)}
FAIL = {
    "a value error": "raise ValueError(secret)",
    "a refusal": "raise pulumi.RunError(secret)",
    "a refusal that quotes": "raise pulumi.RunError(f'no good: {secret!r}')",
    "a refusal of one line": "raise pulumi.RunError(secret.splitlines()[1])",
    "a logged error": "pulumi.log.error(secret)",
    "an exit": "import sys; sys.exit(secret)",
    "a chain": "try:\n    int(secret)\nexcept ValueError as e:\n    raise KeyError(secret) from e",
    "a chain without a word": "try:\n    int(secret)\nexcept ValueError:\n    {}[secret]",
    "a group": "raise ExceptionGroup(secret, [ValueError(secret)])",
    "a note": "e = ValueError()\ne.add_note(secret)\nraise e",
    "in an apply": "pulumi.Output.secret(secret).apply(int)",
    "a setting of another type": 'config.require_int("token")',
    "a setting that is no object": 'config.require_secret_object("token")',
    "a type of a resource": "nh.Namespace(secret, sku=secret, resource_group_name={secret})",
    "a warning": "import warnings\nwarnings.warn(secret)\nraise ValueError",
    "a name": "globals()[secret]",
    "a thread": (
        "import threading\n"
        "t = threading.Thread(target=lambda: print(secret))\n"
        "t.start()\nt.join()\nraise ValueError"
    ),
}


@pytest.mark.parametrize("read", READ.values(), ids=READ)
@pytest.mark.parametrize("fail", FAIL.values(), ids=FAIL)
def test_a_program_that_fails_lets_no_secret_out(shop, watch, read, fail):
    shop.stack({"shop:token": SECRET, "other:token": SECRET})
    shop.code(f"secret = {read}\nprint(secret)\n{fail}\n")
    code, text = watch(shop.root)
    assert code == 2
    assert "hubwarden: " in text


@pytest.mark.parametrize("fail", FAIL.values(), ids=FAIL)
def test_the_exception_of_a_program_that_fails_holds_no_secret(shop, fail):
    shop.stack({"shop:token": SECRET}).code(f'secret = config.require("token")\n{fail}\n')
    with pytest.raises(HubwardenError) as caught:
        open_source("program:dev", shop.root, None)
    error = caught.value
    assert MARK not in chain(error).lower()
    while error is not None:
        assert MARK not in f"{error!r} {error} {vars(error)} {error.args}".lower()
        error = error.__cause__ or error.__context__


LOUD = """\
import logging, os, subprocess, sys
logging.basicConfig(level=logging.DEBUG)
secret = config.require("token")
for say in (print, logging.error, logging.debug, pulumi.log.warn, pulumi.log.info, pulumi.log.debug):
    say(secret)
logging.getLogger("pulumi").error(secret)
sys.stderr.write(secret)
os.write(1, secret.encode())
os.write(2, secret.encode())
subprocess.run([sys.executable, "-c", "import sys; print(sys.argv)", secret], check=True)
pulumi.Output.from_input(secret).apply(print)
"""


def test_a_program_that_talks_lets_no_secret_out(shop, watch):
    shop.stack({"shop:token": SECRET}).code(LOUD)
    assert watch(shop.root)[0] in (0, 3)


BROKEN = {
    "the stack is no YAML": f"config:\n  shop:token: [{MARK}\n",
    "a key twice": f"config:\n  shop:token: {MARK}\n  shop:token: {MARK}\n",
    "the configuration is a text": f"config: {MARK}\n",
    "the stack is a list": f"- {MARK}\n",
    "not UTF-8": f"config:\n  shop:token: {MARK}".encode() + b"\xff\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_stack_file_that_is_malformed_lets_no_secret_out(shop, watch, content):
    path = shop.code("").root / "Pulumi.dev.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert watch(shop.root)[0] == 2


def test_no_secret_of_a_project_file_comes_out(tmp_path, watch):
    config = {"token": {"value": SECRET}, "other": ENCRYPTED}
    shop = project(tmp_path / "shop", {"config": config})
    shop.code(
        'a, b = config.require("token"), config.require("other")\nraise pulumi.RunError(a + b)'
    )
    assert watch(shop.root)[0] == 2


def test_no_secret_comes_out_where_a_rule_breaks(shop, monkeypatch):
    def break_(_subject, _context):
        """It breaks."""
        raise ValueError(SECRET)
        yield

    rule = replace(all_rules()[0], check=break_)
    shop.stack({"shop:token": SECRET})
    shop.code(FOREIGN.replace("SECRET", 'config.require("token")').replace("MARK", "''"))
    now = datetime(2026, 1, 31, tzinfo=UTC)
    monkeypatch.chdir(shop.root)
    composition = compose(project_root(None), as_of=now.date(), made_at=now, asked_by="somebody")
    report = check(composition, ["program:dev"], rules=[rule])
    assert report.crashes
    for name in reports.names():
        assert MARK not in reports.find(name)(report, reports.Options(verbose=True)).lower()


QUOTED = """\
marked = MARKED
namespace = nh.Namespace(
    "ns",
    namespace_name="shop-ns",
    resource_group_name=group,
    sku={"name": "Standard"},
    tags={"environment": marked},
)
hub = nh.NotificationHub(
    "hub",
    notification_hub_name="shop-hub",
    namespace_name="shop-ns",
    resource_group_name=group,
    fcm_v1_credential={
        "private_key": pulumi.Output.secret("k"),
        "project_id": marked,
        "client_email": pulumi.Output.concat("x@", marked, ".iam.gserviceaccount.com"),
    },
)
other = nh.Namespace(
    "other",
    namespace_name=marked,
    resource_group_name=group,
    sku={"name": "Standard"},
    tags=pulumi.Output.secret({"environment": marked}),
)
"""


def test_what_rules_quote_is_not_quoted_where_it_is_marked(shop, watch):
    canary = SECRET
    shop.code(QUOTED.replace("MARKED", f"pulumi.Output.secret({canary!r})"))
    code, _ = watch(shop.root, "--environment", "production")
    assert code == 1
    found = open_source("program:dev", shop.root, None)
    first, second = sorted(found.namespaces, key=lambda namespace: namespace.id.exact)
    assert [item.id.name for item in (first, second)] == ["{namespaceName of other}", "shop-ns"]
    (hub,) = found.hubs
    with pytest.raises(Undetermined, match="it is a secret, which is not read"):
        _ = first.tags
    # Of the second the tag alone is marked, and not the whole.
    with pytest.raises(Undetermined, match="it is a secret, which is not read"):
        tag_value(second.tags, "environment", "Namespace.tags")
    for subject, field in (
        (hub.credentials.fcm_v1, "project_id"),
        (hub.credentials.fcm_v1, "client_email"),
    ):
        with pytest.raises(Undetermined, match="it is a secret, which is not read"):
            getattr(subject, field)
