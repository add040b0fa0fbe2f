import pytest
from records import NAMESPACE_TYPE, PRESENT, UNKNOWN, WHY, estate, hub, namespace, record, unknown

from hubwarden.location import Location
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import SERVICES
from hubwarden.secret import Secret
from hubwarden.unknown import Unknown
from push_files import BUNDLE, PASSWORD, certificate, firebase_key, signing_key, vapid_keys

# By field of the model: the property, and its secret members.
SECRET_MEMBERS = {
    "apns": ("apnsCredential", ["token", "apnsCertificate", "certificateKey"]),
    "fcm_v1": ("fcmV1Credential", ["privateKey"]),
    "fcm_legacy": ("gcmCredential", ["googleApiKey"]),
    "wns": ("wnsCredential", ["secretKey", "certificateKey", "wnsCertificate"]),
    "mpns": ("mpnsCredential", ["mpnsCertificate", "certificateKey"]),
    "adm": ("admCredential", ["clientSecret"]),
    "baidu": ("baiduCredential", ["baiduApiKey", "baiduSecretKey"]),
    "browser": ("browserCredential", ["vapidPrivateKey"]),
    "xiaomi": ("xiaomiCredential", ["appSecret"]),
}
EVERY_SECRET = [
    (service, property, member)
    for service, (property, members) in SECRET_MEMBERS.items()
    for member in members
]


def of(service, properties, **more):
    return getattr(hub(properties, **more).credentials, service)


def test_every_service_is_covered():
    assert set(SECRET_MEMBERS) == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_credential_that_is_not_declared_is_none(service):
    property = SECRET_MEMBERS[service][0]
    assert of(service, {}) is None
    assert of(service, {property: None}) is None


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("value", [UNKNOWN, "text", 3, [], True])
def test_a_credential_that_is_not_clear_is_unknown(service, value):
    with pytest.raises(Undetermined) as caught:
        of(service, {SECRET_MEMBERS[service][0]: value})
    assert caught.value.field == f"Credentials.{service}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_namespace_has_credentials_of_its_own(service):
    body = {"pnsCredentials": {SECRET_MEMBERS[service][0]: {}}}
    assert getattr(namespace(body).credentials, service).in_clear == ()
    assert getattr(namespace().credentials, service) is None


@pytest.mark.parametrize(("service", "property", "member"), EVERY_SECRET)
def test_a_secret_in_clear_is_named_and_never_shown(service, property, member):
    found = of(service, {property: {member: "canary"}})
    assert found.in_clear == (member,)
    assert "canary" not in repr({name: told(found, name) for name in dir(found)})


def told(subject, name):
    try:
        return getattr(subject, name)
    except Undetermined as why:
        return why


@pytest.mark.parametrize(("service", "property", "member"), EVERY_SECRET)
@pytest.mark.parametrize("mark", ["{property}.{member}", "{property}", ""])
def test_a_secret_that_is_marked_itself_or_around_is_not_in_clear(service, property, member, mark):
    marked = frozenset({mark.format(property=property, member=member)})
    assert of(service, {property: {member: "canary"}}, marked=marked).in_clear == ()


@pytest.mark.parametrize(("service", "property", "member"), EVERY_SECRET)
def test_a_mark_on_something_else_protects_nothing(service, property, member):
    marked = frozenset({f"{property}.{member}X", f"{property}.other", member, "x"})
    assert of(service, {property: {member: "canary"}}, marked=marked).in_clear == (member,)


@pytest.mark.parametrize(("service", "property", "member"), EVERY_SECRET)
@pytest.mark.parametrize("value", [UNKNOWN, PRESENT])
def test_whether_an_unknown_secret_is_in_clear_is_unknown(service, property, member, value):
    found = of(service, {property: {member: value}})
    assert unknown(found, "in_clear")
    marked = frozenset({f"{property}.{member}"})
    assert of(service, {property: {member: value}}, marked=marked).in_clear == ()


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_secret_is_not_in_clear(value):
    assert of("fcm_v1", {"fcmV1Credential": {"privateKey": value}}).in_clear == ()


def test_every_secret_in_clear_is_named():
    body = {"wnsCredential": {"secretKey": "a", "certificateKey": "b", "wnsCertificate": "c"}}
    assert of("wns", body).in_clear == ("secretKey", "certificateKey", "wnsCertificate")


# -- Apple

TOKEN = {"token": "key", "keyId": "KEYID00001", "appId": "TEAMID0001", "appName": "example.app"}
CERTIFICATE = {"apnsCertificate": "p12", "certificateKey": "password", "thumbprint": "AB12"}

# The properties, whether there is a token, whether there is a certificate.
MODES = {
    "token": (TOKEN, True, False),
    "certificate": (CERTIFICATE, False, True),
    "both": ({**TOKEN, **CERTIFICATE}, True, True),
    "neither": ({"endpoint": "api.push.apple.com"}, False, False),
    "empty texts": ({"token": "", "apnsCertificate": "", "thumbprint": ""}, False, False),
    "names of a token without the token": ({**TOKEN, "token": None}, False, False),
    "thumbprint only": ({"thumbprint": "AB12"}, False, True),
    "unreadable token": ({"token": PRESENT}, True, False),
    "unreadable certificate": ({"apnsCertificate": PRESENT}, False, True),
}


@pytest.mark.parametrize(("body", "token", "certificate"), MODES.values(), ids=MODES)
def test_token_and_certificate(body, token, certificate):
    found = of("apns", {"apnsCredential": body})
    assert (found.token is not None, found.certificate is not None) == (token, certificate)


def test_the_parts_of_a_token():
    found = of("apns", {"apnsCredential": {**TOKEN, "endpoint": "api.push.apple.com"}})
    assert found.endpoint == "api.push.apple.com"
    token = found.token
    assert (token.key_id, token.team_id, token.bundle_id) == (
        "KEYID00001",
        "TEAMID0001",
        "example.app",
    )
    assert token.key == Secret("key")


def test_the_parts_of_a_certificate():
    certificate = of("apns", {"apnsCredential": CERTIFICATE}).certificate
    assert (certificate.material, certificate.thumbprint) == (Secret("p12"), "AB12")
    only = of("apns", {"apnsCredential": {"thumbprint": "AB12"}}).certificate
    assert (only.material, only.thumbprint) == (None, "AB12")


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("token", {"token": UNKNOWN}),
        ("certificate", {"apnsCertificate": UNKNOWN}),
        ("certificate", {"thumbprint": UNKNOWN}),
        ("endpoint", {"endpoint": UNKNOWN}),
        ("endpoint", {"endpoint": 443}),
    ],
)
def test_a_part_that_may_be_missing_is_unknown(field, body):
    assert unknown(of("apns", {"apnsCredential": body}), field)


@pytest.mark.parametrize("key", ["keyId", "appId", "appName"])
@pytest.mark.parametrize("value", [UNKNOWN, 3, ["a"]])
def test_a_name_of_a_token_may_be_unknown_alone(key, value):
    fields = {"keyId": "key_id", "appId": "team_id", "appName": "bundle_id"}
    found = of("apns", {"apnsCredential": {**TOKEN, key: value}}).token
    assert unknown(found, fields[key])
    assert found.key == Secret("key")


def test_an_unreadable_key_is_there_and_unknown():
    found = of("apns", {"apnsCredential": {**TOKEN, "token": PRESENT}}).token
    assert found.unknown["key"] == WHY
    assert found.key_id == "KEYID00001"


def test_a_name_is_read_as_it_is_sent():
    found = of("apns", {"apnsCredential": {**TOKEN, "keyId": "  ", "endpoint": " Host\n"}})
    assert (found.endpoint, found.token.key_id) == (" Host\n", "  ")


@pytest.mark.parametrize("value", ["", None])
def test_empty_names_are_none(value):
    found = of("apns", {"apnsCredential": {**TOKEN, "keyId": value, "endpoint": value}})
    assert (found.endpoint, found.token.key_id) == (None, None)


# -- the other services


@pytest.mark.parametrize(
    ("service", "key", "field"),
    [
        ("fcm_v1", "projectId", "project_id"),
        ("fcm_v1", "clientEmail", "client_email"),
        ("wns", "packageSid", "package_sid"),
        ("mpns", "thumbprint", "thumbprint"),
        ("adm", "authTokenUrl", "token_url"),
        ("baidu", "baiduEndPoint", "endpoint"),
        ("browser", "subject", "subject"),
        ("browser", "vapidPublicKey", "public_key"),
        ("xiaomi", "endpoint", "endpoint"),
    ],
)
def test_plain_members(service, key, field):
    property = SECRET_MEMBERS[service][0]
    assert getattr(of(service, {property: {key: "text"}}), field) == "text"
    assert unknown(of(service, {property: {key: UNKNOWN}}), field)
    assert unknown(of(service, {property: {key: {"a": 1}}}), field)


def test_what_a_credential_cannot_do_without_is_unknown_where_it_is_missing():
    found = of("fcm_v1", {"fcmV1Credential": {}})
    assert unknown(found, "project_id")
    assert unknown(found, "private_key")
    assert unknown(of("fcm_legacy", {"gcmCredential": {}}), "api_key")


def test_equal_secrets_of_two_hubs_are_equal():
    item = of("fcm_legacy", {"gcmCredential": {"googleApiKey": "same"}})
    two = of("fcm_legacy", {"gcmCredential": {"googleApiKey": "same"}})
    other = of("fcm_legacy", {"gcmCredential": {"googleApiKey": "other"}})
    assert item.api_key == two.api_key != other.api_key


def test_a_secret_stands_where_its_setting_does():
    places = {
        "apnsCredential": Location("file", 7),
        "apnsCredential.token": Location("file", 9),
    }
    found = of("apns", {"apnsCredential": TOKEN}, locations=places)
    assert found.origin.location == Location("file", 7)
    assert found.origin.at("in_clear.token") == Location("file", 9)
    assert found.token.origin.at("key") == Location("file", 9)
    assert found.origin.at("endpoint") == Location("file", 7)


def test_unknown_credentials_of_a_namespace_are_unknown_one_by_one():
    (found,) = estate(record(NAMESPACE_TYPE, {"pnsCredentials": UNKNOWN})).namespaces
    assert all(unknown(found.credentials, service) for service in SERVICES)


# -- What is in them


@pytest.mark.parametrize(("service", "property", "member"), EVERY_SECRET)
def test_what_stands_in_place_of_a_secret_is_told_in_words(service, property, member):
    found = of(service, {property: {member: "$(CANARY_VARIABLE)"}})
    assert found.placeholders == {member: "a variable that was not replaced"}
    assert of(service, {property: {member: signing_key()}}).placeholders == {}
    assert of(service, {property: {}}).placeholders == {}
    assert "CANARY" not in repr({name: told(found, name) for name in dir(found)})


@pytest.mark.parametrize(("service", "property", "member"), EVERY_SECRET)
@pytest.mark.parametrize("value", [UNKNOWN, PRESENT])
def test_whether_an_unknown_secret_is_a_placeholder_is_unknown(service, property, member, value):
    assert unknown(of(service, {property: {member: value}}), "placeholders")


def test_a_placeholder_is_told_whatever_else_is_not_known():
    found = of("apns", {"apnsCredential": {"token": "TODO", "certificateKey": UNKNOWN}})
    assert found.placeholders == {"token": "a placeholder word"}


def certified(**changes):
    body = {"apnsCertificate": certificate(), "certificateKey": PASSWORD, **changes}
    return of("apns", {"apnsCredential": body}).certificate


def test_the_content_of_a_token():
    found = of("apns", {"apnsCredential": {**TOKEN, "token": signing_key()}}).token
    assert found.content.usable
    found = of("apns", {"apnsCredential": TOKEN}).token
    assert found.content.kind == "not a credential"


def test_the_content_of_a_certificate():
    found = certified().content
    assert (found.bundle_id, found.environments) == (BUNDLE, {"production", "sandbox"})
    assert found.has_private_key
    assert certified(certificateKey="no").content.kind == "wrong password"
    assert certified(certificateKey=None).content.kind == "password needed"


@pytest.mark.parametrize("key", ["apnsCertificate", "certificateKey"])
@pytest.mark.parametrize("value", [PRESENT, 3, ["a"]])
def test_a_certificate_of_which_half_is_not_known(key, value):
    assert unknown(certified(**{key: value}), "content")


@pytest.mark.parametrize("material", [None, ""])
def test_a_thumbprint_tells_no_content(material):
    found = certified(apnsCertificate=material, thumbprint="AB12")
    assert found.unknown["content"] == "only its thumbprint is known"


def test_the_app_of_a_certificate():
    body = {"apnsCredential": {"apnsCertificate": "p12"}}
    assert of("apns", body).certificate.bundle_id is None
    facts = {"bundle_id": "example.app"}
    assert of("apns", body, facts=facts).certificate.bundle_id == "example.app"
    assert of("apns", body, facts={"bundle_id": 3}).certificate.bundle_id is None
    assert certified(appName="example.other").bundle_id == "example.other"
    assert unknown(certified(appName=UNKNOWN), "bundle_id")


def test_the_content_of_a_key_for_firebase():
    body = {"projectId": "p", "privateKey": firebase_key()}
    assert of("fcm_v1", {"fcmV1Credential": body}).content.algorithm == "RSA"
    found = of("fcm_v1", {"fcmV1Credential": {**body, "privateKey": firebase_key("", "EC")}})
    assert found.content.algorithm == "EC"
    for value in (UNKNOWN, PRESENT, 3, None):
        assert unknown(of("fcm_v1", {"fcmV1Credential": {"privateKey": value}}), "content")


def test_the_content_of_the_keys_for_browsers():
    public, private = vapid_keys()
    body = {"vapidPublicKey": public, "vapidPrivateKey": private, "subject": "mailto:a@example.com"}
    assert of("browser", {"browserCredential": body}).content.pair_fits
    other = {**body, "vapidPrivateKey": vapid_keys(1)[1]}
    assert of("browser", {"browserCredential": other}).content.pair_fits is False
    for key in ("vapidPublicKey", "vapidPrivateKey"):
        assert unknown(of("browser", {"browserCredential": {**body, key: UNKNOWN}}), "content")


@pytest.mark.parametrize(
    ("service", "given", "missing"),
    [
        ("mpns", {"mpnsCertificate": "c"}, ("certificateKey",)),
        ("mpns", {"certificateKey": "k", "thumbprint": "t"}, ("mpnsCertificate",)),
        ("mpns", {"thumbprint": "t"}, ("mpnsCertificate", "certificateKey")),
        (
            "mpns",
            {"mpnsCertificate": "", "certificateKey": " "},
            ("mpnsCertificate", "certificateKey"),
        ),
        ("mpns", {"mpnsCertificate": "c", "certificateKey": "k"}, ()),
        ("wns", {"packageSid": "s", "secretKey": "k", "wnsCertificate": "c"}, ("certificateKey",)),
        ("wns", {"packageSid": "s", "secretKey": "k", "certificateKey": "c"}, ("wnsCertificate",)),
        ("wns", {"secretKey": "k", "wnsCertificate": "c", "certificateKey": "x"}, ("packageSid",)),
        (
            "wns",
            {"packageSid": "s", "secretKey": "k", "wnsCertificate": "c", "certificateKey": "x"},
            (),
        ),
        ("wns", {"packageSid": "s", "secretKey": "k"}, ()),
    ],
)
def test_halves_of_a_credential_of_windows(service, given, missing):
    assert of(service, {f"{service}Credential": given}).missing == missing


def test_a_certificate_of_windows_in_place_of_the_package_is_not_known():
    found = of("wns", {"wnsCredential": {"wnsCertificate": "c", "certificateKey": "k"}})
    assert unknown(found, "missing")


def test_values_that_are_not_known_have_names():
    named = Unknown("{parameters('key')}", WHY, present=True)
    assert of("fcm_v1", {"fcmV1Credential": {"privateKey": named, "projectId": "p"}}).symbols == {
        "privateKey": "{parameters('key')}"
    }
    # Any secret is called so.
    assert of("fcm_v1", {"fcmV1Credential": {"privateKey": PRESENT}}).symbols == {}


@pytest.mark.parametrize(
    ("credential", "blamed", "cause"),
    [
        (
            {"endpoint": Unknown("{a()}", "odd", cause="unclear"), "token": PRESENT},
            "endpoint",
            "unclear",
        ),
        ({"endpoint": PRESENT, "token": PRESENT}, "token", "not-told"),
        ({"token": Unknown("{b()}", "odd", cause="unclear"), "keyId": PRESENT}, "token", "unclear"),
    ],
)
def test_a_placeholder_in_doubt_is_told_of_the_member_that_is(credential, blamed, cause):
    found = of("apns", {"apnsCredential": credential})
    assert found.unknown["placeholders"].startswith(f"what stands in {blamed} is not known")
    assert found.causes.get("placeholders", "not-told") == cause


@pytest.mark.parametrize(
    ("members", "endpoint"),
    [
        ({}, None),
        ({"gcmEndpoint": ""}, None),
        ({"gcmEndpoint": "https://fcm.example.com"}, "https://fcm.example.com"),
    ],
)
def test_where_the_legacy_api_is_reached(members, endpoint):
    found = of("fcm_legacy", {"gcmCredential": {"googleApiKey": "key", **members}})
    assert found.endpoint == endpoint
