"""Synthetic histories: made from what happens on a hub, by a generator that knows nothing of figures or rules.

A weekly rhythm (few pushes at night and on Sundays) and noise lie under each.
"""

import math
import random
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, tzinfo=UTC)
HUB = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/push_prod/providers/"
    "Microsoft.NotificationHubs/namespaces/ns-prod/notificationHubs/orders"
)
PLATFORMS = {
    "apns": ("success", "badchannel", "expiredchannel", "invalidcredentials", "invalidnotificationsize", "pnserror"),
    "fcmv1": ("success", "badchannel", "wrongchannel", "invalidcredentials", "invalidnotificationformat",
              "invalidnotificationsize", "throttled", "pnserror"),
    "gcm": ("success", "authenticationerror", "invalidcredentials", "badchannel", "expiredchannel", "wrongchannel",
            "invalidnotificationformat", "invalidnotificationsize", "throttled", "pnserror"),
    "wns": ("success", "authenticationerror", "invalidcredentials", "invalidtoken", "wrongtoken",
            "tokenproviderunreachable", "badchannel", "expiredchannel", "channelthrottled", "throttled", "pnserror"),
    "mpns": ("success", "invalidcredentials", "badchannel", "throttled", "pnserror"),
}  # fmt: skip
TOTALS = {
    "success": ("success",),
    "badorexpiredchannel": ("badchannel", "expiredchannel"),
    "channelerror": ("badchannel", "expiredchannel", "wrongchannel", "throttled"),
    "invalidpayload": ("invalidnotificationsize", "invalidnotificationformat"),
    "pnserror": ("pnserror",),
}


def made(
    fates=None,
    *,
    days=7,
    volume=1.0,
    shift=timedelta(),
    failed=0.001,
    reached=True,
    sent=True,
    seed=1,
):
    """Make a week of counts by metric and hour.

    ``fates`` is by (platform, outcome) the share of all pushes that end so; the rest is a success on Apple's
    and Google's side in equal parts. Without ``sent`` every request fails; without ``reached`` no send has a
    target.
    """
    noise = random.Random(seed)
    fates = dict(fates or {})
    rest = max(0.0, 1 - sum(fates.values()))
    for platform in ("apns", "fcmv1"):
        fates[platform, "success"] = fates.get((platform, "success"), 0) + rest / 2
    counts = {}

    def add(metric, time, value):
        counts.setdefault(metric, {})[time] = float(value)

    for hour in range(days * 24):
        time = START + shift + timedelta(hours=hour)
        rhythm = 0.2 + max(0.0, math.sin((time.hour - 6) / 24 * 2 * math.pi))
        rhythm *= 0.4 if time.weekday() == 6 else 1.0
        sends = round(40 * volume * rhythm * noise.uniform(0.7, 1.3)) + 1
        bad = sends if not sent else round(sends * failed)
        add("incoming.all.requests", time, sends + bad)
        add("incoming.all.failedrequests", time, bad if sent else sends + bad)
        add("incoming", time, sends if sent else 0)
        pushes = sends * 25 if sent and reached else 0
        by_outcome = {key: round(pushes * share) for key, share in fates.items()}
        for platform, outcomes in PLATFORMS.items():
            for outcome in outcomes:
                add(f"outgoing.{platform}.{outcome}", time, by_outcome.get((platform, outcome), 0))
        for total, outcomes in TOTALS.items():
            every = (by_outcome[key] for key in by_outcome if key[1] in outcomes)
            add(f"outgoing.allpns.{total}", time, sum(every))
        add("notificationhub.pushes", time, sum(by_outcome.values()))
    return counts


def as_azure(counts, hub=HUB):
    """Return counts as ``az monitor metrics list`` writes them."""
    return {
        "interval": "1:00:00",
        "namespace": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "value": [
            {
                "errorCode": "Success",
                "id": f"{hub}/providers/Microsoft.Insights/metrics/{name}",
                "name": {"localizedValue": name, "value": name},
                "timeseries": [
                    {
                        "data": [
                            {"average": None, "timeStamp": time.isoformat(), "total": value}
                            for time, value in by_time.items()
                        ],
                        "metadatavalues": [],
                    }
                ],
                "unit": "Count",
            }
            for name, by_time in counts.items()
        ],
    }


def as_csv(counts, hub=HUB):
    rows = ["time,metric,value,resource"]
    for name, by_time in counts.items():
        rows += [f"{time.isoformat()},{name},{value},{hub}" for time, value in by_time.items()]
    return "\n".join(rows) + "\n"
