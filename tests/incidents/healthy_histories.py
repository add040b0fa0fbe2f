"""Hubs with which nothing is wrong, in all the ways in which hubs are used."""

from datetime import datetime

from incidents import credentials_of_incidents as made
from incidents import hub_faults as faults
from incidents.hub_life import Habits, Hour, Trouble
from incidents.incident_library import AT, Incident


def _at_night(time: datetime) -> float:
    return 1.0 if 1 <= time.hour < 4 else 0.0


def _on_friday(time: datetime) -> float:
    return 1.0 if time.weekday() == 4 and 15 <= time.hour < 19 else 0.03


def _at_work(time: datetime) -> float:
    return 1.0 if time.weekday() < 5 and 7 <= time.hour < 18 else 0.01


def _nothing_is_sent_at_first(hour: Hour) -> None:
    hour.sends = 0.0
    hour.starts = 0.3


def _holiday(hour: Hour) -> None:
    hour.sends *= 0.01


def _grows(hour: Hour) -> None:
    for platform, number in hour.people.items():
        hour.people[platform] = number * (1 + hour.passed / 300)


def _is_away(hour: Hour) -> None:
    """Many a device of Windows is switched off."""
    hour.ends("wns", channeldisconnected=0.12, dropped=0.03)


def _some_calls_are_wrong(hour: Hour) -> None:
    hour.failing = 0.005


HEALTHY = {
    item.name: item
    for item in (
        Incident("an ordinary hub", (), ()),
        Incident("a quiet hub", (), (), habits=Habits({"apns": 300, "fcmv1": 200}, sends=0.5)),
        Incident("a hub that sends at night alone", (), (), habits=Habits(busy=_at_night)),
        Incident("a hub that sends on Friday afternoons", (), (), habits=Habits(busy=_on_friday)),
        Incident("a hub of an office", (), (), habits=Habits(busy=_at_work)),
        Incident("a tiny hub", (), (), habits=Habits({"apns": 20, "fcmv1": 25}, sends=3, audience=4)),
        Incident("a campaign to everybody", (), (Trouble(faults.campaign(2_000), AT, 2),)),
        Incident(
            "a little churn of bad channels",
            (),
            (),
            habits=Habits(churn=0.00025, stale=0.015),
        ),
        Incident(
            "one platform alone",
            (),
            (),
            habits=Habits(people={"fcmv1": 30_000}),
            credentials=lambda _: {"fcmV1": made.fcm()},
        ),
        Incident("a new hub, to which nothing is sent at first", (), (Trouble(_nothing_is_sent_at_first, 0, 100),)),
        Incident("Apple was disturbed for an hour", (), (Trouble(faults.ends("apns", pnserror=0.3), 200, 1),)),
        Incident("a holiday", (), (Trouble(_holiday, 7 * 24, 24),)),
        Incident("a hub that grows", (), (Trouble(_grows, 0),)),
        Incident(
            "devices of Windows that are switched off",
            (),
            (Trouble(_is_away, 0),),
            habits=Habits(people={"wns": 20_000}),
            credentials=lambda _: {"wns": made.wns()},
        ),
        Incident("some calls are wrong, as always", (), (Trouble(_some_calls_are_wrong, 0),)),
        Incident("much is scheduled, and sent when it is due", (), (), habits=Habits(scheduled=0.3)),
        Incident("a third of the sends is for groups without a device", (), (), habits=Habits(reaching=0.65)),
        Incident(
            "devices without metrics of their own",
            (),
            (),
            habits=Habits(people={"apns": 10_000, "baidu": 20_000}),
            credentials=lambda _: {"apns": made.apns()},
        ),
        Incident("devices register with the older calls", (), (), habits=Habits(registers_by="registration")),
        Incident("nothing is sent on Sundays", (), (), habits=Habits(sunday=0.0, night=0.0)),
    )
}  # fmt: skip
"""By its name."""
