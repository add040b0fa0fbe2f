"""A page of registrations, whole or damaged."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.registrations.registration_feed import FeedProblem, read_page
from hubwarden_local_azure.data_plane.registrations import Registration, feed

NOW = "2026-03-02T10:00:00Z"
PAGE = feed(
    "https://ns/hub/registrations/",
    [
        ("1-1-1", Registration("Apple", "ab12", ("news", "$InstallationId:{x}"))),
        ("1-1-2", Registration("FcmV1", "tok<&>en", template='{"a":"<&>"}', template_name="t")),
        ("1-1-3", Registration("Baidu", "user")),
    ],
    NOW,
)
CONNECT = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"


def entry(kind, inner=""):
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="application/xml">'
        f'<{kind} xmlns="{CONNECT}">{inner}</{kind}></content></entry></feed>'
    ).encode()


def test_registrations_are_read():
    apple, fcm, baidu = read_page(PAGE)
    assert (apple.platform, apple.handle, apple.is_template) == ("apple", "AB12", False)
    assert (apple.tags, apple.id) == (("news", "$InstallationId:{x}"), "1-1-1")
    assert (fcm.platform, fcm.handle, fcm.template) == ("fcmv1", "tok<&>en", '{"a":"<&>"}')
    assert (fcm.is_template, fcm.template_name) == (True, "t")
    assert (baidu.platform, baidu.expires[:4]) == ("baidu", "9999")


def test_a_published_page_is_read():
    """An entry as Microsoft's page on creating registrations shows it, with white space and CDATA."""
    inner = """
            <ETag>3</ETag>
            <Tags> myTag, myOtherTag </Tags>
            <ChannelUri>{ChannelUri}</ChannelUri>
            <BodyTemplate><![CDATA[<toast>$(a)</toast>]]></BodyTemplate>
            <WnsHeaders><WnsHeader><Header>X-WNS-Type</Header><Value>wns/toast</Value></WnsHeader></WnsHeaders>
    """
    (found,) = read_page(entry("WindowsTemplateRegistrationDescription", inner))
    assert (found.platform, found.tags) == ("windows", ("myTag", "myOtherTag"))
    assert found.template == "<toast>$(a)</toast>"


def test_a_kind_that_is_not_known_is_not_guessed():
    (found,) = read_page(entry("NewestRegistrationDescription", "<NewestToken>x</NewestToken>"))
    assert (found.platform, found.handle) == ("unknown", "")


@pytest.mark.parametrize(
    ("raw", "again"),
    [
        (b"", True),
        (b"{}", True),
        (b"<html><body>502 Bad Gateway</body></html>", True),
        (b"<feed/>", True),
        (PAGE[:-20], True),
        (PAGE.replace(b"RegistrationDescription", b"Description"), True),
        (entry("a") + b"<b/>", True),
        (PAGE.replace(b"utf-8", b"nonsense"), True),
        (
            PAGE.replace(
                b'<?xml version="1.0" encoding="utf-8"?>', b'<!DOCTYPE feed [<!ENTITY a "b">]>'
            ),
            False,
        ),
        (b'<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed/>', False),
        ('<!DOCTYPE feed><feed xmlns="http://www.w3.org/2005/Atom"/>'.encode("utf-16"), False),
    ],
)
def test_what_is_no_page_is_refused(raw, again):
    with pytest.raises(FeedProblem) as caught:
        read_page(raw)
    assert caught.value.again is again
    assert "tok" not in caught.value.reason


def test_a_hub_without_registrations_has_an_empty_page():
    assert read_page(feed("https://ns/hub/registrations/", [], NOW)) == ()


@given(
    st.binary(max_size=300) | st.integers(0, len(PAGE)).map(lambda at: PAGE[:at] + PAGE[at + 1 :])
)
def test_any_bytes_are_a_page_or_a_problem(raw):
    with contextlib.suppress(FeedProblem):
        assert all(item.platform for item in read_page(raw))


@pytest.mark.parametrize("depth", [10, 100_000])
def test_a_deep_page_does_not_break_it(depth):
    deep = b"<a>" * depth + b"</a>" * depth
    page = b'<feed xmlns="http://www.w3.org/2005/Atom">' + deep + b"</feed>"
    assert read_page(page) == ()
