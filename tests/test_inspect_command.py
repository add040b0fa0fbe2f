"""The command ``hubwarden inspect``: facts, verdicts, passwords, formats and exit codes."""

import base64
import json
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hubwarden import docs
from hubwarden.builds import inspected_files as files_module
from hubwarden.cli import main
from hubwarden.credential_files import Inspector, inspect
from hubwarden.credential_files.entry import inspect_binary
from hubwarden.reports.json import inspection_schema
from inspection import credential_files
from inspection.credential_files import CANARY, PASSWORD, gives_away

CLEAN, VIOLATIONS, USAGE, INCOMPLETE = 0, 1, 2, 3
DAY = "2026-01-01"
ESCAPES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]")


class Here:
    """Inspects in this process: to start another one for each test takes long."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def inspect(self, data, name, password=None):
        return inspect(data, name, password)

    def inspect_binary(self, path, member):
        return inspect_binary(os.fsencode(path), member)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(files_module, "Inspector", Here)
    return folder


def put(name, data=None):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(credential_files.every_file()[name] if data is None else data)
    return name


def run(*arguments, day=DAY, **more):
    given = ["inspect", "--as-of", day, *map(str, arguments)]
    result = CliRunner().invoke(main, given, **more)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert not gives_away(result.output)
    return result


def told(*arguments, **more):
    """Return the exit code and the document of the JSON format, which fits its schema."""
    result = run(*arguments, "--format", "json", **more)
    document = json.loads(result.stdout)
    jsonschema.validate(document, inspection_schema())
    assert document["summary"]["exit_code"] == result.exit_code
    return result.exit_code, document


def failed(document):
    return {item["rule"] for item in document["results"] if item["outcome"] == "fail"}


# file, words of the text, exit code
KINDS = {
    "open.p12": (["certificate", "alert push", "com.example.app", "AB12CD34EF", "PKCS#12"], CLEAN),
    "both.pem": (["certificate", "alert push", "2034-01-01 00:00 UTC", "PEM"], CLEAN),
    "certificate.pem": (["certificate", "private key    no"], VIOLATIONS),
    "AuthKey_K3YID00001.p8": (["APNs signing key", "EC secp256r1", "K3YID00001"], CLEAN),
    "sec1.pem": (["EC private key", "usable             no"], VIOLATIONS),
    "account.json": (["service account of Google", "example-project", "RSA 2048"], CLEAN),
    "vapid.json": (["VAPID keys", "pair fits          yes", "mailto:push@example.com"], CLEAN),
    "vapid.env": (["VAPID keys", "pair fits          yes"], CLEAN),
    "app.mobileprovision": (["provisioning profile", "App Store profile", "production"], VIOLATIONS),
    "app.entitlements": (["entitlements", "sandbox", "com.example.app"], CLEAN),
    "google-services.json": (["Firebase settings", "com.example.app.beta"], CLEAN),
    "aes.p12": (["not read", "password needed", "--password-env NAME"], INCOMPLETE),
    "code signing.cer": (["certificate", "code signing"], VIOLATIONS),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_file(name):
    words, code = KINDS[name]
    result = run(put(name))
    for word in words:
        assert word in result.stdout
    assert result.exit_code == code
    code_, document = told(name)
    assert (code_, [item["file"] for item in document["files"]]) == (code, [name])


def test_a_key_is_called_what_it_is():
    rsa = credential_files.key_file(credential_files.private_key("RSA"))
    result = run(put("key.pem", rsa))
    assert "key.pem: RSA private key" in result.stdout
    assert "of another kind (RSA key)" in " ".join(result.stdout.split())
    assert result.exit_code == VIOLATIONS
    # Nothing in Apple's keys says what they are for.
    for name, data in (("AuthKey_K3YID00001.p8", None), ("key.p8", credential_files.key_file())):
        said = " ".join(run(put(name, data)).stdout.split())
        assert "App Store Connect API or for Sign in with Apple looks the same" in said
    assert "App Store Connect" not in result.stdout


def test_a_service_account_in_base64_is_called_what_it_is():
    data = credential_files.every_file()["account.json"]
    result = run(put("account.txt", base64.b64encode(data)))
    assert "account.txt: service account of Google in Base64" in result.stdout
    assert "decode it once (base64 -d)" in " ".join(result.stdout.split())
    assert result.exit_code == CLEAN
    assert "Base64" not in run(put("account.json")).stdout
    other = run(put("other.txt", base64.b64encode(b'{"kind": "another"}')))
    assert "it is a JSON document of another kind" in " ".join(other.stdout.split())
    assert other.exit_code == INCOMPLETE


def test_a_locked_key_names_the_options_that_open_it():
    locked = credential_files.key_file(password=credential_files.PASSWORD)
    for name, data in (("locked.p8", locked), ("aes.p12", None)):
        result = run(put(name, data))
        assert "--password-env NAME" in result.stdout
        assert result.exit_code == INCOMPLETE
    assert "--password-env" not in run(put("broken.p8", b"-----BEGIN PRIVATE KEY-----")).stdout


def test_the_path_of_a_file_stands_once_in_a_line():
    account = json.loads(credential_files.every_file()["account.json"])
    account["client_email"] = "someone@example.com"
    result = run(put("account.json", json.dumps(account).encode()), "--verbose")
    assert "NH116" in result.stdout
    lines = result.stdout.splitlines()
    assert any("account.json" in line for line in lines)
    assert [line for line in lines if line.count("account.json") > 1] == []


# Environments


@pytest.mark.parametrize(
    ("name", "environment", "expected"),
    [
        ("production.cer", [], set()),
        ("production.cer", ["--environment", "production"], set()),
        ("production.cer", ["--environment", "sandbox"], {"NH308"}),
        ("development.cer", ["--environment", "production"], {"NH308"}),
        ("development.cer", ["--environment", "sandbox"], set()),
        ("universal.cer", ["--environment", "sandbox"], set()),
        ("app.entitlements", [], set()),
        ("app.entitlements", ["--environment", "sandbox"], set()),
        ("app.entitlements", ["--environment", "production"], {"NH801"}),
    ],
)
def test_a_file_is_judged_against_the_environment(name, environment, expected):
    code, document = told(put(name), *environment)
    without_key = {"NH111"} if name.endswith(".cer") else set()
    assert failed(document) == expected | without_key
    assert code == (VIOLATIONS if expected | without_key else CLEAN)
    assert document["evidence"]["environments"] == environment[1:]
    hint = "whether a file fits an environment: state one with --environment"
    assert (hint in document["evidence"]["not_judged"]) is not bool(environment)


def test_an_environment_that_nobody_declared_is_refused():
    result = run(put("open.p12"), "--environment", "staging")
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "no environment staging" in result.stderr
    assert "it has production, sandbox" in result.stderr


# Dates


@pytest.mark.parametrize(
    ("day", "days", "warning", "rules"),
    [
        ("2033-11-01", 61, "", set()),
        ("2033-11-02", 60, "60 days left: 60 or less", set()),
        ("2033-12-02", 30, "30 days left: 30 or less", {"NH113"}),
        ("2033-12-25", 7, "7 days left: 7 or less", {"NH113"}),
        ("2033-12-31", 1, "1 days left: 7 or less", {"NH113"}),
        ("2034-01-01", -1, "expired 1 days ago", {"NH112"}),
        ("2034-01-02", -1, "expired 1 days ago", {"NH112"}),
        ("2023-12-31", 3654, "", {"NH112"}),
    ],
)
def test_the_days_that_are_left(day, days, warning, rules):
    put("open.p12")
    _, document = told("open.p12", day=day)
    (file,) = document["files"]
    assert (file["days_left"], file["warning"]) == (days, warning)
    assert failed(document) == rules
    assert (f"warning            {warning}" in run("open.p12", day=day).stdout) is bool(warning)


def test_a_profile_ends_too():
    put("app.mobileprovision")
    assert "7 days left" in run("app.mobileprovision", day="2033-12-25").stdout
    _, document = told("app.mobileprovision", day="2034-01-02")
    assert "NH806" in failed(document)


@pytest.mark.parametrize(("level", "code"), [("medium", VIOLATIONS), ("high", CLEAN)])
def test_the_severity_that_fails_is_chosen(level, code):
    assert run(put("open.p12"), "--fail-on", level, day="2033-12-25").exit_code == code


# Passwords


def opened(result):
    return "alert push" in result.stdout


def test_a_password_comes_from_the_environment():
    put("aes.p12")
    assert opened(run("aes.p12", "--password-env", "SECRET", env={"SECRET": CANARY}))
    result = run("aes.p12", "--password-env", "SECRET", env={"SECRET": "wrong"})
    assert result.exit_code == INCOMPLETE
    assert "wrong password" in result.stdout
    result = run("aes.p12", "--password-env", "NOT_THERE")
    assert (result.exit_code, "no variable NOT_THERE" in result.stderr) == (USAGE, True)


@pytest.mark.parametrize("secret", [CANARY, "S3cret!pw", "lower"])
def test_a_password_in_place_of_a_name_is_not_repeated(secret):
    result = run(put("aes.p12"), "--password-env", secret)
    assert result.exit_code == USAGE
    assert secret not in result.output
    assert "takes the name of a variable, never a password" in result.stderr


def test_a_password_file_as_windows_writes_it():
    Path("password.txt").write_bytes(b"\xef\xbb\xbf" + PASSWORD + b"\r\n")
    assert opened(run(put("aes.p12"), "--password-file", "password.txt"))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\nanother line\n"])
def test_a_password_comes_from_a_file(end):
    put("password.txt", PASSWORD + end)
    assert opened(run(put("aes.p12"), "--password-file", "password.txt"))


def test_a_password_file_without_an_end_is_no_trap():
    assert run(put("aes.p12"), "--password-file", "/dev/zero").exit_code == INCOMPLETE


def test_a_password_comes_from_a_prompt():
    put("aes.p12")
    result = run("aes.p12", "--password-prompt", input=f"{CANARY}\n")
    assert opened(result)
    assert "Password" in result.stderr
    assert "Password" not in result.stdout
    assert run("aes.p12", "--password-prompt", input="wrong\n").exit_code == INCOMPLETE
    assert run("aes.p12", "--password-prompt", input="\n").exit_code == INCOMPLETE


def test_nobody_at_the_prompt_is_no_violation():
    result = run(put("aes.p12"), "--password-prompt", input="")
    assert result.exit_code == USAGE
    assert "no password was given" in result.stderr


def test_a_password_comes_from_one_place():
    put("password.txt", PASSWORD)
    sources = [["--password-env", "S"], ["--password-file", "password.txt"], ["--password-prompt"]]
    for index, source in enumerate(sources):
        result = run(put("aes.p12"), *source, *sources[index - 1], env={"S": CANARY}, input="x\n")
        assert (result.exit_code, result.stdout) == (USAGE, "")
        assert "one place" in result.stderr


def test_no_password_is_taken_from_the_command_line():
    for option in ("--password", "-p"):
        assert run(put("aes.p12"), option, "x").exit_code == USAGE


def test_a_password_may_be_no_text():
    result = run(put("aes.p12"), "--password-env", "S", env={"S": os.fsdecode(b"\xff\xfe")})
    assert result.exit_code == INCOMPLETE


# What is looked at


def test_what_is_no_credential_is_told_where_it_is_named():
    put("a/notes.txt", b"nothing")
    put("a/app.entitlements", credential_files.entitlements())
    assert run("a").exit_code == CLEAN
    result = run("a", "a/notes.txt")
    assert result.exit_code == INCOMPLETE
    assert "a/notes.txt: not a credential" in result.stdout


def test_nothing_at_all_is_refused():
    Path("empty").mkdir()
    assert run("empty").exit_code == USAGE
    assert run().exit_code == USAGE
    assert run("nowhere.p12").exit_code == USAGE
    assert run(put("open.p12"), "--format", "xml").exit_code == USAGE


def test_one_file_that_cannot_be_read_hides_no_other():
    put("a/broken.p12", b"0\x82")
    put("a/sec1.p8", credential_files.every_file()["sec1.pem"])
    code, document = told("a")
    assert code == VIOLATIONS
    assert document["summary"]["incomplete"]
    assert [item["what"] for item in document["gaps"]] == ["a/broken.p12"]


HOSTILE = ["a\x1b[2Jb", "a\nb: clean", "a\rb", "a\x9b31mb", "a\x7fb", "a\u2028b", "a\u202eb", "ü ñ"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("format_", ["text", "json", "ics"])
def test_no_name_of_a_file_commands_a_terminal(name, format_):
    put(f"{name}/{name}.mobileprovision", credential_files.profile())
    put(f"{name}/broken.p12", b"0\x82")
    written = run(name, "--format", format_).stdout
    if format_ == "ics":
        written = written.replace("\r\n", "\n")
    assert not ESCAPES.search(written)
    assert not any(line.startswith("b: clean") for line in written.splitlines())


@pytest.mark.parametrize("format_", ["text", "json", "ics"])
def test_a_name_that_is_no_text_is_spelled_out(format_):
    path = os.fsdecode(b"folder/a\xff.cer")
    put(path, credential_files.every_file()["production.cer"])
    for named in ("folder", path):
        result = run(named, "--format", format_, "-o", "out")
        assert result.exit_code == VIOLATIONS
        assert b"a\\" in Path("out").read_bytes()


# Formats


def golden_folder():
    for name in ("production.cer", "universal.cer"):
        put(f"push/{name}", (GOLDEN / "certificate.cer").read_bytes())
    put("push/app.entitlements", credential_files.entitlements("development"))
    put("push/google-services.json", credential_files.google_services())
    put("push/ä, long; name of \\ a provisioning profile that ends.mobileprovision",
        credential_files.profile_plist(DeveloperCertificates=[]))  # fmt: skip
    put("push/locked.p12", b"0\x82")
    return "push"


GOLDEN = Path(__file__).parent / "data" / "inspect"
_STAMPS = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by \w+"), "2026-01-01 00:00:00 UTC by somebody"),
    (re.compile(r'Hubwarden [\d.]+,|"version": "[\d.]+"'), "Hubwarden,"),
    (re.compile(r'"made_at": "[^"]*"'), '"made_at": "2026-01-01T00:00:00+00:00"'),
    (re.compile(r'"asked_by": "[^"]*"'), '"asked_by": "somebody"'),
    (re.compile(r'"rules": \d+|"rule_set": "\w+"|"baseline_digest": "\w+"'), '"fixed": 0'),
    (re.compile(r"\d+ rules \(\w+\)|default \(\w+\)"), "fixed"),
    (re.compile(r"DTSTAMP:\w+"), "DTSTAMP:20260101T000000Z"),
)  # fmt: skip


@pytest.mark.parametrize("format_", ["text", "json", "ics"])
def test_a_format_has_not_changed_unseen(format_):
    """HUBWARDEN_UPDATE_GOLDEN=1 writes the files anew."""
    written = run(golden_folder(), "--format", format_, day="2033-12-25").stdout_bytes.decode()
    for stamp, fixed in _STAMPS:
        written = stamp.sub(fixed, written)
    path = GOLDEN / f"inspect.{ {'text': 'txt'}.get(format_, format_) }"
    if os.environ.get("HUBWARDEN_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written.encode())
    assert written.encode() == path.read_bytes()


def unfolded(text):
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def calendar(*arguments, **more):
    return unfolded(run(*arguments, "--format", "ics", **more).stdout_bytes.decode())


def of(lines, name):
    return [line.partition(":")[2] for line in lines if re.split("[;:]", line)[0] == name]


def test_a_calendar_has_a_day_for_each_file_that_ends():
    put("a/one.p12", credential_files.every_file()["open.p12"])
    put("a/two.mobileprovision", credential_files.profile())
    put("a/AuthKey_K3YID00001.p8", credential_files.key_file())
    lines = calendar("a", "a/one.p12")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert of(lines, "DTSTART") == ["20340101", "20340101"]
    assert of(lines, "SUMMARY") == [
        "one.p12: certificate expires",
        "two.mobileprovision: provisioning profile expires",
    ]
    assert of(lines, "TRIGGER") == ["-P60D", "-P30D", "-P7D"] * 2
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    identifiers = of(lines, "UID")
    assert len(set(identifiers)) == 2
    assert of(calendar("a", day="2030-05-05"), "UID") == identifiers


def test_a_calendar_escapes_and_folds():
    name = "ü" * 90 + ",;\\"
    put(f"{name}.p12", credential_files.every_file()["open.p12"])
    (summary,) = of(calendar(f"{name}.p12"), "SUMMARY")
    assert summary == "ü" * 90 + "\\,\\;\\\\.p12: certificate expires"


@pytest.mark.parametrize("end", [datetime(9999, 12, 31, 23, 59, 59), datetime(1, 1, 1)])  # noqa: DTZ001
def test_the_first_and_the_last_date_of_all_are_dates(end):
    put("x.mobileprovision", credential_files.profile_plist(ExpirationDate=end))
    (day,) = of(calendar("x.mobileprovision"), "DTSTART")
    assert day == end.date().isoformat().replace("-", "")
    assert f"{end.date()} " in run("x.mobileprovision").stdout
    told("x.mobileprovision")


def test_json_is_the_same_each_time():
    """The sides of a certificate are a set, whose order differs from run to run."""
    _, document = told(put("universal.cer"))
    assert document["files"][0]["facts"]["environments"] == ["production", "sandbox"]


def test_json_has_the_files_beside_the_report():
    _, document = told(put("AuthKey_K3YID00001.p8"))
    report = json.loads(docs.files()["docs/report.schema.json"])
    jsonschema.validate(document, report)
    assert set(report["$defs"]["Document"]["properties"]) | {"files"} == set(document)


def test_a_result_is_written_whole_or_not_at_all(monkeypatch):
    put("open.p12")
    assert run("open.p12", "--format", "ics", "-o", "out.ics").stdout == ""
    assert unfolded(Path("out.ics").read_bytes().decode())

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    before = Path("out.ics").read_bytes()
    result = run("open.p12", "--format", "json", "-o", "out.ics")
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert Path("out.ics").read_bytes() == before
    assert {path.name for path in Path().iterdir()} == {"open.p12", "out.ics"}


@pytest.mark.parametrize("password", [None, CANARY, f"{CANARY}-wrong"])
def test_nothing_secret_is_told_anywhere(password, here, monkeypatch, caplog):
    temporary = here / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(files_module, "Inspector", Inspector)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for name, data in credential_files.every_file().items():
        put(f"all/{name}", data)
    given = [] if password is None else ["--password-env", "SECRET"]
    for format_ in ("text", "json", "ics"):
        result = run("all", *given, "--verbose", "--format", format_, env={"SECRET": password})
        assert result.exit_code == VIOLATIONS
    assert not gives_away(caplog.text)
    assert list(temporary.iterdir()) == []


def test_now_is_today():
    put("open.p12")
    result = CliRunner().invoke(main, ["inspect", "open.p12"])
    assert f"as of {datetime.now(UTC).date()}" in result.stdout
