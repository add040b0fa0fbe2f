"""Reads what the policy pack told, and spoils the example."""

import re

from pack_driver import (
    example,
    of,
)

NAMESPACE = "notificationhubs:Namespace"
HUB = "notificationhubs:NotificationHub"
RULE = "NotificationHubAuthorizationRule"
ALERT = "monitor:MetricAlert"
SANDBOX = "https://api.development.push.apple.com:443/3/device"
CERTIFICATE = {"thumbprint": "01" * 20, "endpoint": "gateway.push.apple.com"}


def rules(told, *, blocks=None):
    """Return the ids of the rules that were told of."""
    return {
        id
        for item in told
        if blocks in (None, item.blocks)
        for id in re.findall(r"^(NH\d{3}) \w+:", item.text, re.MULTILINE)
    }


def places(told, rule):
    """Return policy and logical name of the resource of everything that was told by a rule."""
    return [
        (item.policy, item.urn.rpartition("::")[2])
        for item in told
        if re.search(rf"^{rule} \w+:", item.text, re.MULTILINE)
    ]


def spoilt(kind, change):
    """Return the good stack with a change to the first resource of a kind, and that resource."""
    resources = example()
    bad = of(resources, kind)
    inputs = dict(change)
    if "apns" in inputs:
        both = {**bad.inputs["apnsCredential"], **inputs.pop("apns")}
        inputs["apnsCredential"] = {k: v for k, v in both.items() if v is not None}
    new = bad.but(**inputs)
    if change == {"networkAcls": None}:
        new = new.but(publicNetworkAccess="Enabled")
    return [new if resource is bad else resource for resource in resources], new
