"""Vapid pair mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import Browser
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH119",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "RFC 8292: Voluntary Application Server Identification (VAPID) for Web Push",
        "Microsoft: Browser push with Azure Notification Hubs",
    ),
    fix="Generate a new pair, set both keys, and let browsers subscribe with the new public key.",
)
def vapid_pair_mismatch(browser: Browser, _ctx: Context) -> Iterator[Violation]:
    """The two VAPID keys of a browser credential are malformed or do not belong together.

    ## Why it matters

    A browser subscribes with the public key and its push service checks the signature of the private one.
    If they do not belong together, every push to a browser is refused.

    ## Remediation

    Use the two keys of one generation: 65 bytes and 32 bytes, each in base64url.
    """
    content = browser.content
    if isinstance(content, Problem):
        if content.leaves_open:
            raise Undetermined("Browser.content", content.what, cause="unclear")
        yield Violation(f"they cannot be read: {content.what}", at="content")
        return
    if not content.public_ok:
        yield Violation("the public key is not a point of the curve P-256", at="content.public")
    if not content.private_ok:
        yield Violation("the private key is not a key of the curve P-256", at="content.private")
    if content.pair_fits is False:
        yield Violation("the private key belongs to another public key", at="content.pair")
