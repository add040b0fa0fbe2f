"""What a pasted text is taken for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.diagnosis.recognition import recognise
from hubwarden.diagnosis.symptoms import SYMPTOMS


def names(text):
    return [symptom.name for symptom in recognise(text).symptoms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"reason":"BadDeviceToken"}', ["bad-device-token"]),
        ("bad_device_token", ["bad-device-token"]),
        ("BAD DEVICE TOKEN", ["bad-device-token"]),
        ("APNs said «Bad Device Token»!", ["bad-device-token"]),
        ("the handle for the registration is invalid", ["handle-invalid"]),
        ("The Token obtained from the Token Provider is wrong", ["token-provider-wrong"]),
        ("no target applications", ["no-target"]),
        ('{"error":{"code":403,"status":"PERMISSION_DENIED","details":[{"errorCode":"SENDER_ID_MISMATCH"}]}}',
         ["permission-denied", "sender-id-mismatch"]),
        ("MismatchSenderId", ["sender-id-mismatch"]),
        ("Microsoft.Azure.NotificationHubs.Messaging.QuotaExceededException: ...", ["quota-exceeded"]),
        ("The messaging entity 'sb://n.servicebus.windows.net/h' could not be found.", ["entity-not-found"]),
        ("Error: HTTP/1.1 401 Unauthorized - <Detail>InvalidSignature: The token has an invalid signature..TrackingId:d7252e01-8545-43b6-a548-5958770c7bfd_G2,TimeStamp:10/26/2021</Detail>", ["signature"]),
        ('{"reason":"Unregistered","timestamp":1700000000000}', ["unregistered-apple"]),
        ("UNREGISTERED", ["unregistered-google"]),
        # A status counts where nothing says more.
        ("401", ["status-401"]),
        ("HTTP 404", ["status-404"]),
        ("The remote server returned an error: (403) Forbidden.", ["status-403"]),
        ("status code: 410", ["status-410"]),
        ("413 Payload Too Large", ["payload-too-large"]),
        ("429", ["too-many-requests"]),
        ("503", ["fault"]),
        # Near misses.
        ("BadDeviceTokens", []),
        ("see line 404 of the log", []),
        ("my sender id", []),
        ("TrackingId: 401, TimeStamp: 403", []),
        ("order 429 was shipped", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_taken_for(text, expected):
    assert names(text) == expected


def test_the_longer_of_two_phrases_counts():
    assert names("PNS unavailable") == ["pns-unreachable"]
    assert names("status: UNAVAILABLE") == ["unavailable-google"]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("the devicetoken was bad", "bad-device-token"),
        ("the token optained from the token provder is wrong", "token-provider-wrong"),
        ("certificate in apple credentials expired", "certificate-expired"),
    ],
)
def test_of_what_is_not_known_the_nearest_are_told(text, nearest):
    found = recognise(text)
    assert found.symptoms == ()
    assert nearest in [symptom.name for symptom in found.nearest]
    assert len(found.nearest) <= 3


@pytest.mark.parametrize("text", ["hello", "Xq7", "Привет", "12345", "☃ ☃ ☃"])
def test_what_is_like_nothing_has_no_nearest(text):
    assert recognise(text) == ((), ())


PHRASES = st.sampled_from([(item, phrase) for item in SYMPTOMS for phrase in item.phrases])
NOISE = st.text(st.characters(exclude_categories=["L"]), max_size=20)


@given(PHRASES, NOISE, NOISE, st.sampled_from([str, str.upper, str.lower, str.title]))
def test_what_stands_around_a_phrase_and_its_letter_case_do_not_matter(known, before, after, cased):
    symptom, phrase = known
    text = f"{before} {cased(phrase.replace('...', 'x'))} {after}"
    assert symptom in recognise(text).symptoms


@given(PHRASES, st.sampled_from(["_", "-", "", ".", "\n"]))
def test_words_may_be_joined(known, between):
    symptom, phrase = known
    if "..." in phrase:
        return
    words = re.findall(r"[a-z]+", phrase.lower())
    assert symptom in recognise(between.join(word.title() for word in words)).symptoms


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text):
    found = recognise(text)
    assert not (found.symptoms and found.nearest)


def test_a_long_text_takes_no_long_time():
    # The words of a phrase, a thousand times and never whole: every place has to be looked at.
    found = recognise("bad device " * 4000)
    assert found.symptoms == ()
