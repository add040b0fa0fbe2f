"""What happens on a hub, hour by hour, and what Azure Monitor counts of it.

People install an app and open it, apps register, a back end sends, platforms answer. A fault changes one of
these things from some moment on; nothing here knows how faults are recognised. Noise and a rhythm of days and
weeks lie under all of it.
"""

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)
SUNDAY = 6
OUTCOMES = {
    "apns": ("badchannel", "expiredchannel", "invalidcredentials", "invalidnotificationsize", "pnserror"),
    "fcmv1": ("badchannel", "wrongchannel", "invalidcredentials", "invalidnotificationformat",
              "invalidnotificationsize", "throttled", "pnserror"),
    "gcm": ("authenticationerror", "invalidcredentials", "badchannel", "expiredchannel", "wrongchannel",
            "invalidnotificationformat", "invalidnotificationsize", "throttled", "pnserror"),
    "wns": ("authenticationerror", "invalidcredentials", "invalidtoken", "wrongtoken", "tokenproviderunreachable",
            "badchannel", "expiredchannel", "channelthrottled", "channeldisconnected", "dropped", "throttled",
            "invalidnotificationformat", "invalidnotificationsize", "pnserror"),
    "mpns": ("authenticationerror", "invalidcredentials", "badchannel", "channeldisconnected", "dropped",
             "invalidnotificationformat", "throttled", "pnserror"),
    "baidu": (),
}  # fmt: skip
"""By platform: how a push to it can end besides a success. Of the last no metric tells."""
UNCOUNTED = ("baidu",)
TOTALS = {
    "badorexpiredchannel": ("badchannel", "expiredchannel"),
    "channelerror": ("badchannel", "expiredchannel", "wrongchannel", "throttled", "channelthrottled"),
    "invalidpayload": ("invalidnotificationsize", "invalidnotificationformat"),
    "pnserror": ("pnserror",),
}  # fmt: skip


@dataclass(frozen=True)
class Habits:
    """What a hub is used for, when nothing is wrong."""

    people: Mapping[str, float] = field(default_factory=lambda: {"apns": 18_000, "fcmv1": 22_000})
    """Devices with the app, by platform."""
    sends: float = 40.0
    """Sends in the busiest hour."""
    audience: float = 25.0
    """How many devices a send is for."""
    starts: float = 0.02
    """The share of people who open the app in the busiest hour."""
    registers_by: str = "installation"
    churn: float = 0.0001
    """The share of registered devices whose token ends in an hour."""
    night: float = 0.15
    """What is sent at night, as a share of the busiest hour."""
    sunday: float = 0.5
    busy: Callable[[datetime], float] | None = None
    """The rhythm, where it is not the usual one: 1 in the busiest hour."""
    reaching: float = 0.97
    """The share of sends for which there is a device."""
    scheduled: float = 0.0
    """The share of sends that are for the next hour."""
    stale: float = 0.0
    """The share of registered devices whose token has ended at the beginning."""
    failing: float = 0.001
    """The share of requests that fail, as always some do."""

    def rhythm(self, time: datetime) -> float:
        """Return how busy an hour is, from 0 to 1."""
        if self.busy is not None:
            return self.busy(time)
        day = max(0.0, math.sin((time.hour - 6) / 24 * 2 * math.pi)) ** 0.7
        return (self.night + (1 - self.night) * day) * (
            self.sunday if time.weekday() == SUNDAY else 1
        )


@dataclass
class Hour:
    """What goes on in one hour: a fault changes it before it happens."""

    time: datetime
    """In the life of the hub: by which the rhythm goes."""
    passed: float
    """Hours since the fault began."""
    registered: dict[str, float]
    """Devices with a token that works, by platform; it goes on from hour to hour."""
    ended: dict[str, float]
    """Devices that are registered with a token that does not."""
    people: dict[str, float]
    sends: float
    audience: float
    reaching: float
    scheduled: float
    backlog_runs: bool = True
    """Whether what is scheduled is sent when its time has come."""
    refused_sends: float = 0.0
    """The share of sends that are refused."""
    refused_devices: float = 0.0
    """The share of calls of devices that are refused."""
    most_sends: float = math.inf
    """How many sends of an hour are not refused."""
    starts: float = 0.0
    registering: float = 1.0
    """The share of started apps that register."""
    failing: float = 0.0
    churn: float = 0.0
    bad_tokens: dict[str, float] = field(default_factory=dict)
    """By platform: the share of apps that register with a token that does not work."""
    fates: dict[tuple[str, str], float] = field(default_factory=dict)
    """By platform and outcome: the share of the platform's pushes that end so."""
    ends_as: dict[str, str] = field(default_factory=lambda: {"apns": "expiredchannel"})
    """By platform: the outcome of a push to a token that has ended."""
    out: set[str] = field(default_factory=set)
    """Platforms for which nothing leaves the hub."""

    def ends(self, platform: str, **shares: float) -> None:
        """Let shares of a platform's pushes end in some outcomes."""
        for outcome, share in shares.items():
            self.fates[platform, outcome] = share

    def all_tokens_end(self, platform: str, outcome: str = "badchannel") -> None:
        """Let every token of a platform be one that it does not know."""
        self.ended[platform] += self.registered[platform]
        self.registered[platform] = 0.0
        self.ends_as[platform] = outcome
        self.bad_tokens[platform] = 1.0


Fault = Callable[[Hour], None]
"""Changes an hour in which something is wrong."""
Counts = dict[str, dict[datetime, float]]
"""By metric and the beginning of an hour: what was counted in it."""


@dataclass(frozen=True)
class Trouble:
    """A fault, and when there is one."""

    fault: Fault
    begins: float = -1.0
    """Hours from the beginning of the history; before it: always."""
    lasts: float = math.inf


class Counter:
    """What Azure Monitor counts, and the chance by which things happen."""

    def __init__(self, seed: int) -> None:
        self.counts: Counts = {}
        self.chance = random.Random(seed)
        self.time = datetime(2026, 1, 1, tzinfo=UTC)

    def add(self, metric: str, number: float) -> None:
        """Count something in the hour that it is."""
        by_time = self.counts.setdefault(metric, {})
        by_time[self.time] = by_time.get(self.time, 0.0) + number

    def some(self, mean: float) -> float:
        """Return how often something happens that happens so often on average."""
        return _some(self.chance, mean)

    def part(self, number: float, share: float) -> float:
        """Return how many of some things it is, where it is each of them by chance."""
        return _part(self.chance, number, share)


def live(
    habits: Habits, begin: datetime, hours: int, *troubles: Trouble, seed: int, volume: float = 1.0
) -> Counts:
    """Let a hub live for some hours, and return what was counted; of the last hour not all was counted yet."""
    counter = Counter(seed)
    people = {name: number * volume for name, number in habits.people.items()}
    registered = {name: number * (1 - habits.stale) for name, number in people.items()}
    ended = {name: number * habits.stale for name, number in people.items()}
    everybody = sum(people.values())
    pending = 0.0
    for at in range(hours):
        counter.time = begin + at * HOUR
        hour = Hour(
            counter.time, 0.0, registered, ended, dict(people), habits.sends * volume, habits.audience,
            habits.reaching, habits.scheduled, starts=habits.starts, failing=habits.failing, churn=habits.churn,
        )  # fmt: skip
        for platform in people:
            if "pnserror" in OUTCOMES[platform]:
                hour.ends(platform, pnserror=0.0004)
        for trouble in troubles:
            if trouble.begins <= at < trouble.begins + trouble.lasts:
                hour.passed = at - max(0.0, trouble.begins)
                trouble.fault(hour)
        busy = habits.rhythm(counter.time) * counter.chance.uniform(0.85, 1.15)
        calls, refused = _start_apps(hour, habits, busy, counter)
        due = pending if hour.backlog_runs else 0.0
        sends, denied, later = _send(hour, busy, due, pending, counter)
        pending += later - due
        requests = calls + sends
        failed = denied + refused + counter.part(requests, hour.failing)
        counter.add("incoming.all.requests", requests)
        counter.add("incoming.all.failedrequests", min(requests, failed))
        reached = counter.part(sends - denied - later + due, hour.reaching)
        for platform in hour.people:
            _push(hour, platform, reached / everybody if everybody else 0.0, counter)
    for by_time in counter.counts.values():
        by_time[counter.time] = math.floor(by_time[counter.time] * counter.chance.uniform(0.4, 1.0))
    return counter.counts


def _start_apps(hour: Hour, habits: Habits, busy: float, counter: Counter) -> tuple[float, float]:
    """Let people start their apps, which register; return how many calls that is, and how many are refused."""
    calls = refused = 0.0
    for platform, number in hour.people.items():
        asked = counter.part(counter.some(number * hour.starts * busy), hour.registering)
        denied = counter.part(asked, hour.refused_devices)
        _register(hour, platform, number, asked - denied)
        calls, refused = calls + asked, refused + denied
    done = calls - refused
    reads = counter.part(done, 0.05)
    by = habits.registers_by
    counter.add(f"{by}.all", done + reads)
    counter.add(f"{by}.{'upsert' if by == 'installation' else 'update'}", done)
    counter.add(f"{by}.get", reads)
    return calls + reads, refused


def _send(
    hour: Hour, busy: float, due: float, pending: float, counter: Counter
) -> tuple[float, float, float]:
    """Let the back end send; return how many sends that is, how many are refused, and how many are for later."""
    asked = counter.some(hour.sends * busy)
    denied = max(counter.part(asked, hour.refused_sends), asked - hour.most_sends)
    later = counter.part(asked - denied, hour.scheduled)
    counter.add("incoming", asked - denied)
    counter.add("incoming.scheduled", later)
    counter.add("scheduled.pending", pending + later - due)
    return asked, denied, later


def _register(hour: Hour, platform: str, number: float, starts: float) -> None:
    """Let apps register: whatever was registered of them before is replaced."""
    share = min(1.0, starts / number) if number else 0.0
    bad = hour.bad_tokens.get(platform, 0.0)
    hour.registered[platform] += share * (number * (1 - bad) - hour.registered[platform])
    hour.ended[platform] += share * (number * bad - hour.ended[platform])


def _push(hour: Hour, platform: str, sends_each: float, counter: Counter) -> None:
    """Let pushes go to a platform: tokens that have ended are deleted by the first push to them.

    ``sends_each`` are the sends that reach somebody, by all people with the app.
    """
    lost = hour.registered[platform] * hour.churn
    hour.registered[platform] -= lost
    hour.ended[platform] += lost
    there = hour.registered[platform] + hour.ended[platform]
    pushes = counter.some(sends_each * hour.audience * there)
    if platform in hour.out or not there:
        pushes = 0.0
    left = pushes
    by_outcome: dict[str, float] = dict.fromkeys(OUTCOMES[platform], 0.0)
    if platform not in UNCOUNTED:
        for (of, outcome), share in hour.fates.items():
            if of == platform:
                by_outcome[outcome] = counter.part(left, share)
                left -= by_outcome[outcome]
        # Only a push that the platform looks into finds out that a token has ended.
        found = min(counter.part(left, hour.ended[platform] / there), left) if there else 0.0
        by_outcome[hour.ends_as.get(platform, "badchannel")] += found
        hour.ended[platform] = max(0.0, hour.ended[platform] - found)
        left -= found
    counter.add("notificationhub.pushes", pushes)
    counter.add("outgoing.allpns.success", left)
    for total, outcomes in TOTALS.items():
        counter.add(f"outgoing.allpns.{total}", sum(by_outcome.get(name, 0.0) for name in outcomes))
    if platform not in UNCOUNTED:
        counter.add(f"outgoing.{platform}.success", left)
        for outcome, number in by_outcome.items():
            counter.add(f"outgoing.{platform}.{outcome}", number)


def _some(noise: random.Random, mean: float) -> float:
    """Return how often something happens that happens so often on average."""
    if mean > 50:
        return max(0.0, round(noise.gauss(mean, math.sqrt(mean))))
    below, number, product = math.exp(-mean), 0, noise.random()
    while product > below:
        number, product = number + 1, product * noise.random()
    return float(number)


def _part(noise: random.Random, number: float, share: float) -> float:
    """Return how many of some things it is, where it is each of them by chance."""
    share = min(max(share, 0.0), 1.0)
    if share in (0.0, 1.0) or not number:
        return number * share
    mean, spread = number * share, math.sqrt(number * share * (1 - share))
    if mean < 20 or number - mean < 20:
        rare = mean < 20
        some = _some(noise, mean if rare else number - mean)
        return min(number, some) if rare else max(0.0, number - some)
    return float(min(number, max(0, round(noise.gauss(mean, spread)))))
