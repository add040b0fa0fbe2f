"""Records as a source would hand them over."""

from hubwarden.api_versions import NEWEST
from hubwarden.location import Location
from hubwarden.model.source_info import SourceInfo
from hubwarden.sources.estate_builder import build
from hubwarden.sources.record import OutputRecord, Record
from hubwarden.unknown import Unknown

GROUP = "/subscriptions/s/resourceGroups/g"
NAMESPACE = f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces/ns"
HUB = f"{NAMESPACE}/notificationHubs/hub"
SOURCE = "test:file"
INFO = SourceInfo(SOURCE, "0" * 64, ("file",), frozenset(), ())
PLACE = Location("file", 1)

WHY = "nobody told"
UNKNOWN = Unknown("{value}", WHY)
PRESENT = Unknown("{secret}", WHY, present=True)
ALL = {"Listen", "Send", "Manage"}

IDS = {
    "microsoft.notificationhubs/namespaces": NAMESPACE,
    "microsoft.notificationhubs/namespaces/notificationhubs": HUB,
    "microsoft.notificationhubs/namespaces/authorizationrules": f"{NAMESPACE}/authorizationRules/own",
    "microsoft.notificationhubs/namespaces/notificationhubs/authorizationrules": (
        f"{HUB}/authorizationRules/own"
    ),
    "microsoft.insights/diagnosticsettings": f"{HUB}/providers/Microsoft.Insights/ds/own",
    "microsoft.insights/metricalerts": f"{GROUP}/providers/Microsoft.Insights/metricAlerts/own",
    "microsoft.insights/actiongroups": f"{GROUP}/providers/Microsoft.Insights/actionGroups/own",
    "microsoft.authorization/locks": f"{NAMESPACE}/providers/Microsoft.Authorization/locks/own",
    "microsoft.authorization/roleassignments": f"{GROUP}/providers/Microsoft.Authorization/ra/own",
    "microsoft.alertsmanagement/actionrules": f"{GROUP}/providers/Microsoft.AlertsManagement/ar/own",
}
(
    NAMESPACE_TYPE,
    HUB_TYPE,
    NAMESPACE_RULE,
    HUB_RULE,
    DIAGNOSTICS,
    ALERT,
    GROUP_TYPE,
    LOCK,
    GRANT,
    *_,
) = IDS


def record(type, properties=None, *, id=None, **more):
    id = id or IDS[type]
    return Record(
        type=type,
        id=id,
        name=id.rpartition("/")[2],
        exact="{" not in id,
        location=PLACE,
        properties=properties or {},
        **{"api_version": NEWEST, **more},
    )


def estate(*records, outputs=(), **more):
    return build(records, outputs, info=INFO, **more)


def output(value, **more):
    (found,) = estate(outputs=[OutputRecord("out", PLACE, value, **more)]).outputs
    return found


def namespace(properties=None, **more):
    (found,) = estate(record(NAMESPACE_TYPE, properties, **more)).namespaces
    return found


def hub(properties=None, **more):
    (found,) = estate(record(HUB_TYPE, properties, **more)).hubs
    return found


def unknown(subject, field):
    """Tell whether a field is unknown, with a reason for it."""
    return bool(subject.unknown.get(field))


def one_of(type, properties, collection):
    (found,) = getattr(estate(record(type, properties)), collection)
    return found
