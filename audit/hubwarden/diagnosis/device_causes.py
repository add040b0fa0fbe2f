"""Causes on the devices: tokens, registrations, tags."""

from __future__ import annotations

from typing import Final

from hubwarden.diagnosis.cause import Cause

DEVICE_CAUSES: Final = (
    Cause(
        "device-gone",
        "The app was removed from the device, or its token was replaced.",
        "app",
        "Nothing, for single devices: the hub deletes the registration. The app has to register at every start.",
        confirm=("test send", "feedback"),
    ),
    Cause(
        "token-wrong",
        "What was registered as the device's token is not one, or is that of another platform.",
        "app",
        "What the app registers with: the token as the platform gave it, registered for that platform.",
        confirm=("test send", "feedback"),
    ),
    Cause(
        "device-side",
        "The platform took the push, and the device does not show it.",
        "app",
        "On the device: permission, focus, battery saving, network; in the app: how it handles the payload.",
        confirm=("test send", "message telemetry"),
    ),
    Cause(
        "no-registrations",
        "Nothing is registered with this hub for the platform that is sent to.",
        "app",
        "The metrics registration.all and installation.all, and whether the app registers with this hub.",
        confirm=("test send", "message telemetry"),
    ),
    Cause(
        "app-does-not-register",
        "The app no longer registers with this hub: a release left it out, or has another hub.",
        "app",
        "What was released on the day on which it began; then, on a device, what the hub answers when the app starts.",
        confirm=("response",),
    ),
    Cause(
        "registrations-expire",
        "Registrations of the hub expire within a day.",
        "Azure",
        "The hub's registrationTtl.",
        ("NH609",),
        confirm=("test send", "message telemetry"),
    ),
    Cause(
        "tags",
        "No registration has the tags that the send asks for.",
        "back end",
        "hubwarden tags check EXPRESSION --against FILE, with the tags of some devices.",
        confirm=("test send", "message telemetry"),
    ),
    Cause(
        "tag-malformed",
        "A tag is too long, has a character that is not allowed, or there are too many.",
        "app",
        "hubwarden tags check TAG: 1 to 120 letters, digits and _ @ # . : -, and 60 tags a device.",
        confirm=("response",),
    ),
    Cause(
        "expression-malformed",
        "The tag expression does not parse, or has more tags than allowed.",
        "back end",
        "hubwarden tags check EXPRESSION.",
        confirm=("response",),
    ),
)
