"""Causes between the caller and the service: keys, rights, names, network, tier, limits, bodies."""

from __future__ import annotations

from typing import Final

from hubwarden.diagnosis.cause import HUB_WRITTEN, Cause

SERVICE_CAUSES: Final = (
    Cause(
        "right-missing",
        "The access rule of the caller lacks a right that the caller's role needs.",
        "Azure",
        "The rights of the rule that SharedAccessKeyName names: hubwarden inventory SOURCE.",
        ("NH211",),
        after=("rule changed",),
        confirm=("response",),
    ),
    Cause(
        "other-key",
        "The caller has the key of another rule, hub or namespace, or from before the key was regenerated.",
        "back end",
        "Host and SharedAccessKeyName in the caller's settings, against hubwarden inventory SOURCE; and "
        "regenerateKeys in the activity log. Never send the key to anybody.",
        after=("key regenerated", "rule changed"),
        confirm=("response",),
    ),
    Cause(
        "sas-token",
        "The caller makes its SAS token itself, and address, time or signature of it is wrong.",
        "back end",
        "How the token is made: the address in lower case, the expiry in seconds, the key as it is written. "
        "The SDKs make it right.",
        confirm=("response",),
        by_itself=True,
    ),
    Cause(
        "entra-token",
        "The caller signs in with Microsoft Entra ID, and the data plane takes SAS tokens alone.",
        "back end",
        "Which credential the client is made with.",
        confirm=("response",),
    ),
    Cause(
        "hub-name",
        "The name of the hub or the namespace in the caller is not the one that is deployed.",
        "back end",
        "The hub's name in app, back end and Azure: hubwarden inventory SOURCE. A connection string does not "
        "hold it.",
        confirm=("response",),
    ),
    Cause(
        "hub-deleted",
        "An update deletes or replaces the hub or its namespace.",
        "Azure",
        "hubwarden check preview:FILE before the next update; the activity log for the last one.",
        ("NH605",),
        after=("hub deleted",),
        confirm=("response",),
        needs=("hub deleted",),
    ),
    Cause(
        "devices-shut-out",
        "Devices register over the public endpoint, and the namespace does not let them in.",
        "Azure",
        "publicNetworkAccess and networkAcls of the namespace.",
        ("NH402",),
        after=("namespace written",),
        confirm=("response",),
        suspected_by=("public-endpoint-closed",),
    ),
    Cause(
        "private-endpoint",
        "The private endpoint that the caller uses is not approved.",
        "Azure",
        "The connections of private endpoints of the namespace, and what its name resolves to there.",
        ("NH403",),
        confirm=("response",),
    ),
    Cause(
        "no-credentials",
        "The hub has no credential for any push service.",
        "Azure",
        "Check a source that tells credentials: azure: with --with-credentials, a program or a template.",
        ("hub-without-credentials",),
        confirm=("test send", "message telemetry"),
        needs=HUB_WRITTEN,
    ),
    Cause(
        "tier-devices",
        "The namespace has the tier Free, which ends at 500 devices.",
        "Azure",
        "The tier of the namespace, and how many devices are registered: no metric tells that.",
        ("tier-free",),
        confirm=("response",),
        circumstance=True,
        limiting=True,
    ),
    Cause(
        "tier-feature",
        "The namespace has a tier without message telemetry, feedback, scheduled sends and bulk jobs.",
        "Azure",
        "The tier of the namespace: these need Standard.",
        ("tier-below-standard",),
        confirm=("response",),
        circumstance=True,
    ),
    Cause(
        "too-fast",
        "The caller sends or registers faster than the service or the platform takes.",
        "back end",
        "The metrics incoming.all.requests and *.throttled; wait as Retry-After says, and longer each time.",
        confirm=("response", "feedback"),
    ),
    Cause(
        "too-large",
        "The message is larger than it may be: 4 KB with Apple and Google, 5 KB with Windows.",
        "back end",
        "The size of the payload in bytes, and the metric outgoing.allpns.invalidpayload.",
        confirm=("response", "test send"),
    ),
    Cause(
        "body-malformed",
        "The body or a header is not what the service or the platform takes.",
        "back end",
        "The payload, its content type and the header ServiceBusNotification-Format. For FCM v1 all is under "
        "message, and the values of data are texts.",
        confirm=("response", "test send"),
    ),
    Cause(
        "back-end-silent",
        "The back end does not send any more: it stopped, or it sends to another hub.",
        "back end",
        "Whether the back end runs, what was released on the day on which it began, and which hub its settings name.",
        by_itself=True,
        confirm=("response",),
    ),
    Cause(
        "format-not-sent",
        "The back end sends nothing in the format of this platform.",
        "back end",
        "The header ServiceBusNotification-Format of the sends, and what was released when it began. A template send "
        "reaches every platform.",
        confirm=("test send", "message telemetry"),
    ),
    Cause(
        "scheduled-too-late",
        "Sends are scheduled for a later time than is meant.",
        "back end",
        "The header ServiceBusNotification-ScheduleTime: it is UTC, and at most seven days ahead.",
        confirm=("message telemetry",),
    ),
    Cause(
        "template-malformed",
        "A template does not parse, or has an expression that templates do not have.",
        "app",
        "The template as it is registered: JSON or XML, with $(name), .(name, 5), %(name), #(name) as values.",
        confirm=("test send", "feedback"),
    ),
    Cause(
        "connection-string",
        "The connection string is cut, or is none of Notification Hubs.",
        "back end",
        "Whether it has Endpoint=sb://..., SharedAccessKeyName and SharedAccessKey. Never send it to anybody.",
        confirm=("response",),
    ),
    Cause(
        "service-fault",
        "The service or the platform is disturbed.",
        "Azure",
        "Azure status and the platform's own, and whether it goes on: the hub tries again for 30 minutes.",
        confirm=("message telemetry", "feedback"),
        by_itself=True,
    ),
)
