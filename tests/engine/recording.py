"""Makes the recording that ``hubwarden demo`` fills its local Azure from: both example stacks, deployed.

``make recording`` writes it anew; a test holds the committed files against what the program yields now.
The state of a stack is kept as ``pulumi stack export`` writes it, without what differs from run to run
(times, random names, places in files) and without secrets, not even encrypted ones.
"""

import hashlib
import json
import tempfile
from pathlib import Path

from deploying import TOP, Project

from hubwarden_local_azure import running

FOLDER = TOP / "audit" / "hubwarden" / "commands" / "demonstration" / "recording"
STACKS = ("prod", "test")
KIOSK = {
    "platforms": ["ios"],
    "apns": {"mode": "certificate", "bundleId": "example.lindenmarkt.kiosk"},
    "registrationTtl": "90.00:00:00",
    "consumers": {
        "kiosks": {"role": "device", "rights": ["Listen"]},
        "branches": {"role": "backend", "rights": ["Send"]},
    },
}
"""One more app of production, whose hub still uses a certificate."""

SECRETS = {
    "shop-apnsToken": "not a key",
    "shop-fcmPrivateKey": "not a key",
    "courier-fcmPrivateKey": "not a key",
}
KIOSK_SECRETS = {
    "kiosk-apnsCertificate": "not a certificate",
    "kiosk-apnsCertificatePassword": "not a password",
}

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "made at start"}
NOT_KEPT = ("created", "modified", "sourcePosition", "stackTrace")
"""What is different in each run, or with each line of the program."""
AUTONAMED = ("azure-native:keyvault:Vault", "azure-native:keyvault:Secret")
"""Types whose names get a random end."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in record(Path(folder) / "recorded").items():
            (FOLDER / name).write_text(text, encoding="utf-8")


def with_kiosk(project: Project) -> None:
    """Add the app with the certificate to production."""
    project.setting("prod", "apps.kiosk", KIOSK)


def record(root: Path) -> dict[str, str]:
    """Deploy both stacks and return the files of the recording, by name."""
    with running() as azure:
        project = Project.copied(root, azure.url)
        with_kiosk(project)
        found = {}
        for stack in STACKS:
            secrets = {**SECRETS, **KIOSK_SECRETS} if stack == "prod" else SECRETS
            project.begin(stack, secrets)
            ended = project.up(stack)
            assert ended.code == 0, ended.text[-4000:]
            found[f"{stack}.json"] = text_of(project.state(stack))
    return found


def text_of(state: dict) -> str:
    """Return a state as it is recorded."""
    resources = sorted(state["deployment"]["resources"], key=lambda item: item["urn"])
    kept = [stripped(item) for item in resources]
    recorded = {
        "version": state["version"],
        "deployment": {
            "secrets_providers": {"type": "passphrase", "state": {"salt": "made at start"}},
            "resources": kept,
        },
    }
    text = json.dumps(recorded, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    for resource in resources:
        if resource["type"] in AUTONAMED:
            name = resource["id"].rpartition("/")[2]
            end = hashlib.sha256(resource["urn"].encode()).hexdigest()[: len("12345678")]
            text = text.replace(name, f"{name[: -len(end)]}{end}")
        elif resource["type"] == "pulumi:providers:azure-native":
            text = text.replace(resource["id"], "00000000-0000-0000-0000-000000000000")
    return text


def stripped(resource: dict) -> dict:
    """Return a resource without what is different in each run; what the stack gives out stays."""
    kept = {
        name: without_secrets(value) for name, value in resource.items() if name not in NOT_KEPT
    }
    # What something depends on is told in the order in which it got ready.
    kept["dependencies"] = sorted(kept.get("dependencies", ()))
    kept["propertyDependencies"] = {
        name: sorted(urns) for name, urns in kept.get("propertyDependencies", {}).items()
    }
    if resource.get("custom"):
        # What Azure answered has times in it; nothing of it is needed.
        kept.pop("outputs", None)
    return kept


def without_secrets(value: object) -> object:
    """Return a value in which no secret stands."""
    if isinstance(value, dict):
        if SIGNATURE in value:
            return SECRET if "ciphertext" in value else value
        return {name: without_secrets(part) for name, part in value.items()}
    if isinstance(value, list):
        return [without_secrets(part) for part in value]
    return value


if __name__ == "__main__":
    main()
