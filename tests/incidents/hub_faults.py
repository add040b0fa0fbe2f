"""What can go wrong on a hub, as it changes an hour of its life: each for itself, by what happens and not by a metric."""

from incidents.hub_life import Fault, Hour


def sends_refused(share: float = 1.0) -> Fault:
    """The service refuses what the back end sends: its key, its right, its token, its body."""

    def fault(hour: Hour) -> None:
        hour.refused_sends = share

    return fault


def devices_refused(share: float = 1.0) -> Fault:
    """The service refuses devices that register."""

    def fault(hour: Hour) -> None:
        hour.refused_devices = share

    return fault


def nobody_is_shut_in(hour: Hour) -> None:
    """Nobody from outside is let in."""
    hour.refused_devices = hour.refused_sends = 1.0


def at_most(share: float) -> Fault:
    """The service takes so many sends of an hour, as a share of those of the busiest, and refuses the others."""

    def fault(hour: Hour) -> None:
        hour.most_sends = hour.sends * share

    return fault


def nobody_has_the_tags(hour: Hour) -> None:
    """A send asks for tags that no device has."""
    hour.reaching = 0.0


def nothing_leaves(*platforms: str) -> Fault:
    """The hub has no credential for platforms, so that nothing is sent to them."""

    def fault(hour: Hour) -> None:
        hour.out |= set(platforms)

    return fault


def ends(platform: str, **shares: float) -> Fault:
    """A platform answers so: by outcome the share of its pushes."""

    def fault(hour: Hour) -> None:
        hour.ends(platform, **shares)

    return fault


def other_side(platform: str = "apns") -> Fault:
    """The hub sends to a side of the platform on which no token of the apps is valid."""

    def fault(hour: Hour) -> None:
        hour.all_tokens_end(platform)

    return fault


def tokens_of_before_end(platform: str = "apns") -> Fault:
    """The tokens that were registered before are not valid any more; those of apps that register again are."""

    def fault(hour: Hour) -> None:
        if not hour.passed:
            hour.all_tokens_end(platform)
        hour.bad_tokens[platform] = 0.0
        hour.ends_as[platform] = "badchannel"

    return fault


def part_has_bad_tokens(platform: str, share: float, outcome: str = "badchannel") -> Fault:
    """A part of the apps registers with a token that the platform does not take, such as builds of another kind."""

    def fault(hour: Hour) -> None:
        hour.bad_tokens[platform] = share
        hour.ends_as[platform] = outcome

    return fault


def apps_are_deserted(growth: float = 1.2e-5) -> Fault:
    """More and more people delete the app: every hour more tokens end than in the hour before."""

    def fault(hour: Hour) -> None:
        hour.churn += growth * hour.passed

    return fault


def registrations_are_gone(hour: Hour) -> None:
    """The hub was made anew, and nobody is registered with it at first."""
    if not hour.passed:
        for platform in hour.registered:
            hour.registered[platform] = hour.ended[platform] = 0.0


def apps_do_not_register(hour: Hour) -> None:
    """A new version of the app does not register when it starts."""
    hour.registering = 0.0


def backlog_does_not_run(hour: Hour) -> None:
    """What is scheduled is not sent when its time has come."""
    hour.scheduled = max(hour.scheduled, 0.3)
    hour.backlog_runs = False


def nothing_is_sent(hour: Hour) -> None:
    """The back end sends nothing."""
    hour.sends = 0.0


def campaign(devices: float) -> Fault:
    """Every send of an hour is for many devices."""

    def fault(hour: Hour) -> None:
        hour.audience = devices

    return fault
