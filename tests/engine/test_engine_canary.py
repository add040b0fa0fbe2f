"""No secret in anything that the engine printed, nor in clear in anything that it kept."""

import base64
import json
import urllib.request

from deploying import SECRETS, Project

MORE = {
    "shop-apnsCertificate": "canary-apns-certificate",
    "shop-apnsCertificatePassword": "canary-apns-certificate-password",
    "shop-fcmLegacyKey": "canary-legacy-key-of-firebase",
    "shop-wnsSecretKey": "canary-wns-secret",
    "shop-mpnsCertificate": "canary-mpns-certificate",
    "shop-mpnsCertificateKey": "canary-mpns-certificate-key",
}
EVERYTHING = {
    "apps.shop.fcmLegacy": {},
    "apps.shop.wns": {"packageSid": "ms-app://s-1-15-2-1"},
    "apps.shop.mpns": {"thumbprint": "0123456789ABCDEF0123456789ABCDEF01234567"},
    "apps.shop.platforms": ["ios", "android", "windows"],
}
CERTIFICATE = {"mode": "certificate", "thumbprint": "0123456789ABCDEF0123456789ABCDEF01234567"}


def access_keys(azure):
    """Return the keys of all access rules, as only listKeys tells them."""
    found = set()
    for item in azure.dump()["resources"]:
        if item["type"].lower().endswith("/authorizationrules"):
            request = urllib.request.Request(  # noqa: S310
                f"{azure.url}{item['id']}/listKeys?api-version=2023-10-01-preview",
                method="POST",
                headers={"Authorization": "Bearer test"},
            )
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                known = json.load(answer)
            found |= {known["primaryKey"], known["secondaryKey"]}
    return found


def forms(secret):
    """Return how a secret could look: as it is, line by line, and encoded at any offset."""
    # One line stands for a key with several: how line breaks are written does not matter.
    line = secret.splitlines()[3] if "\n" in secret else secret
    yield line
    for shift in range(3):
        yield base64.b64encode(b"-" * shift + line.encode())[4:-4].decode()


def test_no_secret_is_printed_or_kept_in_clear(engine, tmp_path, azure):
    project = Project.copied(tmp_path / "all", azure.url)
    project.begin("test", SECRETS | MORE)
    for path, value in EVERYTHING.items():
        project.setting("test", path, value)
    pack = ["--policy-pack", str(project.policies)]
    log = project.root / "events.jsonl"
    printed = [
        project.preview("test", "--diff", *pack),
        project.preview("test", "--json"),
        project.up("test", "--event-log", str(log)),
        project.run("stack", "--stack", "test"),
        project.run("config", "--stack", "test"),
        project.run("stack", "export", "--stack", "test"),
    ]
    keys = access_keys(azure)
    assert len(keys) > 10
    # The search finds what is there: with this option the engine does show them.
    shown = project.run("stack", "export", "--stack", "test", "--show-secrets").text
    assert all(any(form in shown for form in forms(item)) for item in SECRETS.values())
    project.setting("test", "apps.shop.apns", CERTIFICATE)
    printed += [
        project.preview("test", "--diff", *pack),
        project.run("up", "--stack", "test", "--yes", "--diff"),
        project.run("refresh", "--stack", "test", "--yes", "--diff"),
    ]
    program = project.root / "project" / "infra" / "__main__.py"
    whole = program.read_text(encoding="utf-8")
    # What it raises is Pulumi's to print; that text holds no secret, and nothing beside it may.
    program.write_text(whole + "\nraise ValueError('the program broke')\n", encoding="utf-8")
    printed.append(project.run("up", "--stack", "test", "--yes"))
    program.write_text(whole, encoding="utf-8")
    project.azure_url = "http://127.0.0.1:9"
    printed.append(project.run("refresh", "--stack", "test", "--yes"))
    project.azure_url = azure.url
    printed.append(project.run("destroy", "--stack", "test", "--yes"))

    texts = {f"command {index}": item.text for index, item in enumerate(printed)}
    for path in project.root.rglob("*"):
        if path.is_file():
            texts[str(path)] = path.read_bytes().decode("utf-8", "replace")
    assert log.stat().st_size > 10_000
    secrets = {*SECRETS.values(), *MORE.values(), *keys}
    found = {
        (where, secret)
        for where, text in texts.items()
        for secret in secrets
        for form in forms(secret)
        if form in text
    }
    assert found == set()
    assert [item.code for item in printed[:6]] == [1, 0, 0, 0, 0, 0], printed[2].errors
