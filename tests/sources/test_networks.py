"""How much of the Internet address ranges let in."""

import pytest

from hubwarden.sources.networks import covers_much


@pytest.mark.parametrize(
    "masks",
    [
        ["10.0.0.0/8"],
        ["10.0.0.0/9", "10.128.0.0/9"],
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        ["127.0.0.0/8"],
        ["240.0.0.0/4"],
        ["224.0.0.0/4"],
        ["fc00::/7"],
        ["fe80::/10"],
        ["20.30.40.0/28"],
        [],
    ],
)
def test_who_is_not_on_the_internet_does_not_come_in(masks):
    assert not covers_much(masks)


@pytest.mark.parametrize(
    "masks",
    [
        ["0.0.0.0/0"],
        ["0.0.0.0"],  # noqa: S104 - read, not bound to
        ["0.0.0.0/1"],
        ["128.0.0.0/1"],
        ["8.0.0.0/8"],
        ["10.0.0.0/7"],
        ["10.0.0.0/8", "20.0.0.0/8"],
        ["172.0.0.0/8"],
        ["20.0.0.0/9", "20.128.0.0/9"],
        ["::/0"],
        ["::/8"],
        ["2000::/3"],
        ["2a00::/12"],
        ["::ffff:0.0.0.0/96"],
    ],
)
def test_much_of_the_internet_is_as_good_as_all(masks):
    assert covers_much(masks)
