"""Adm token service unknown."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.facts import ADM_ACCESS_URL, same_address
from hubwarden.model.credentials import Adm
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH123",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=("Microsoft: Notification Hubs .NET SDK, AdmCredential.OnValidate (one address only)",),
    fix="Set authTokenUrl to https://api.amazon.com/auth/O2/token.",
    needs=("hub",),
)
def adm_token_service_unknown(adm: Adm, _ctx: Context) -> Iterator[Violation]:
    """The token service of an Amazon credential is not Amazon's.

    ## Why it matters

    The hub sends the client's secret there to get access. If the address is another host, that host reads
    the secret and can push in the app's name. An address without TLS exposes the secret on the network.
    Amazon's devices get nothing.

    ## Remediation

    Set `authTokenUrl` to exactly `https://api.amazon.com/auth/O2/token`. If another host was deployed,
    replace the client's secret.
    """
    if adm.token_url is None:
        raise NotApplicable("it names no token service, which another rule judges")
    if not same_address(adm.token_url, ADM_ACCESS_URL):
        yield Violation(f"its token service is not {ADM_ACCESS_URL}", at="token_url")
