"""Makes the builds that the examples on the pages of the rules show, and the files that a hub is held against.

- ```` ```xml ````: the members of a property list, after a comment that names the file: entitlements, or a provisioning
  profile, which is then signed unless the comment says that it is not. What it does not show is that of the shop.
- ```` ```json ```` with ``project_info``: a google-services.json.
- of any other example, which shows a hub: the profile of the shop, and the signing key that its hub should hold.
"""

import plistlib
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import push_files
from hubwarden.builds.hub_comparison import compared
from hubwarden.builds.hub_for_builds import hub_for_builds
from hubwarden.builds.inspected_files import look
from hubwarden.builds.subjects import subjects
from hubwarden.model.build import Build
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.estate import Estate
from inspection import credential_files

HUB = """\
{
  "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
  "name": "shop-ns/shop",
  "properties": {
    "apnsCredential": {
      "properties": {
        "endpoint": "https://api.push.apple.com:443/3/device",
        "token": "[parameters('apnsToken')]",
        "keyId": "ABC123DEFG",
        "appId": "TEAM123456",
        "appName": "com.example.shop"
      }
    },
    "fcmV1Credential": {
      "properties": {
        "projectId": "example-shop",
        "clientEmail": "push@example-shop.iam.gserviceaccount.com",
        "privateKey": "[parameters('fcmKey')]"
      }
    }
  }
}
"""
"""The hub that the builds of the examples are held against."""

_ENTITLEMENTS = {
    "application-identifier": "TEAM123456.com.example.shop",
    "com.apple.developer.team-identifier": "TEAM123456",
}
_PROFILE = {
    "Name": "Shop",
    "TeamIdentifier": ["TEAM123456"],
    "ExpirationDate": datetime(2027, 1, 1),  # noqa: DTZ001 - plistlib writes no zone
    "Entitlements": {**_ENTITLEMENTS, "aps-environment": "production"},
}
_NAMED = re.compile(r"\A<!-- (?P<name>[\w.-]+)(?P<unsigned>, not signed)? -->\n")


def shows_build(language: str, text: str) -> bool:
    """Tell whether an example shows a build, and not a hub."""
    return language == "xml" or '"project_info"' in text


def with_files(estate: Estate, kind: type, text: str, folder: Path) -> Estate:
    """Return what builds and files add to the estate of one hub; ``text`` shows a build, or is empty."""
    (hub,) = estate.hubs
    held = hub_for_builds(estate, hub)
    files = look(_written(kind, text, folder), None, folder)
    return Estate(
        sources=estate.sources,
        namespaces=estate.namespaces,
        hubs=estate.hubs,
        builds=tuple(item for item in subjects(files, held) if isinstance(item, Build)),
        credential_files=tuple(compared(files, held)),
    )


def _written(kind: type, text: str, folder: Path) -> Sequence[Path]:
    if kind is CredentialFile:
        path = folder / "AuthKey_ABC123DEFG.p8"
        path.write_text(push_files.signing_key_file(), encoding="utf-8")
        return [path]
    if '"project_info"' in text:
        path = folder / "google-services.json"
        path.write_text(re.sub(r" // .*", "", text), encoding="utf-8")
        return [path]
    named = _NAMED.match(text)
    path = folder / (named["name"] if named else "Shop.mobileprovision")
    body = text[named.end() :] if named else ""
    shown = plistlib.loads(f"<plist version='1.0'><dict>{body}</dict></plist>".encode())
    if path.suffix == ".entitlements":
        path.write_bytes(plistlib.dumps({**_ENTITLEMENTS, **shown}))
        return [path]
    content = plistlib.dumps({**_PROFILE, **shown})
    # The root is Apple's, and not in the file: whether Apple signed it is left open.
    signed = credential_files.profile(content, chain=("below",))
    path.write_bytes(content if named and named["unsigned"] else signed)
    return [path]
