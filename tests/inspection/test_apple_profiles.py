"""Provisioning profiles and entitlements."""

import hashlib
import plistlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import pkcs7

from hubwarden.credential_files import Entitlements, Problem, Profile, cms, inspect
from inspection.credential_files import (
    BUNDLE,
    DER,
    NOT_AFTER,
    PASSWORD,
    TEAM,
    authority,
    certificate,
    certificate_file,
    entitlements,
    issue,
    private_key,
    profile,
    profile_plist,
    subject,
)
from inspection.der_writing import oid, sequence, split, tlv

SIGNER = "Apple iPhone OS Provisioning Profile Signing"
BINARY = plistlib.FMT_BINARY


def test_all_that_is_told_of_a_profile():
    developer = certificate_file(certificate("code signing"), DER)
    assert inspect(profile(), "app.mobileprovision") == Profile(
        name="App Store profile",
        team_ids=(TEAM,),
        bundle_id=BUNDLE,
        environment="production",
        expires=NOT_AFTER,
        devices=None,
        all_devices=False,
        signature="valid",
        signer=SIGNER,
        apple_chain=False,
        developer_certificates=(hashlib.sha1(developer).hexdigest().upper(),),  # noqa: S324
    )


@pytest.mark.parametrize("algorithm", ["RSA", "EC"])
@pytest.mark.parametrize("attributes", [True, False])
@pytest.mark.parametrize("ber", [True, False])
def test_signatures_that_are_valid(algorithm, attributes, ber):
    found = inspect(profile(None, algorithm, attributes=attributes, ber=ber))
    assert (found.signature, found.signer) == ("valid", SIGNER)


@pytest.mark.parametrize("attributes", [True, False])
def test_a_profile_that_was_changed_after_it_was_signed(attributes):
    changed = profile(attributes=attributes).replace(b"production", b"PRODUCTION")
    assert inspect(changed).kind == "malformed"
    changed = profile(attributes=attributes).replace(b"App Store profile", b"App Stone profile")
    found = inspect(changed)
    assert (found.name, found.signature) == ("App Stone profile", "invalid")


def test_a_signature_that_was_changed():
    data = profile()
    found = inspect(data[:-1] + bytes([data[-1] ^ 1]))
    assert found.signature == "invalid"


def test_where_the_chain_leads(monkeypatch):
    root = authority()[0].fingerprint(hashes.SHA256()).hex()
    assert inspect(profile()).apple_chain is False
    assert inspect(profile(chain=["below"])).apple_chain is None
    assert inspect(profile(chain=[])).apple_chain is None
    monkeypatch.setattr(cms, "_APPLE_ROOTS", {root})
    assert inspect(profile()).apple_chain is True
    assert inspect(profile(chain=["below"])).apple_chain is None


def test_a_profile_without_a_signature():
    for form in (plistlib.FMT_XML, BINARY):
        found = inspect(profile_plist(form=form))
        assert (found.signature, found.signer, found.apple_chain) == ("unsigned", None, None)


@pytest.mark.parametrize(
    ("changes", "devices", "everywhere"),
    [
        ({"ProvisionedDevices": ["0" * 40, "1" * 40]}, 2, False),
        ({"ProvisionsAllDevices": True}, None, True),
        ({"ProvisionedDevices": []}, 0, False),
    ],
)
def test_the_devices_of_a_profile(changes, devices, everywhere):
    found = inspect(profile(profile_plist("development", **changes)))
    assert (found.devices, found.all_devices) == (devices, everywhere)
    assert found.environment == "sandbox"


def test_a_profile_without_push():
    assert inspect(profile(profile_plist(None))).environment is None


@pytest.mark.parametrize(
    ("identifier", "bundle_id"),
    [(f"{TEAM}.*", "*"), (BUNDLE, BUNDLE), ("$(AppIdentifierPrefix)x", None), (3, None)],
)
def test_the_application_identifier(identifier, bundle_id):
    content = profile_plist(Entitlements={"application-identifier": identifier})
    assert inspect(profile(content)).bundle_id == bundle_id


@pytest.mark.parametrize("changes", [{"ExpirationDate": "never"}, {"Entitlements": []}])
def test_a_profile_that_lacks_what_every_profile_has(changes):
    assert inspect(profile(profile_plist(**changes))).kind == "malformed"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"plain text", "not a credential"),
        (plistlib.dumps({"CFBundleIdentifier": BUNDLE}), "not a credential"),
        (plistlib.dumps([1]), "not a credential"),
        (b"<plist><dict>", "malformed"),
    ],
)
def test_signed_data_of_another_kind(content, kind):
    assert inspect(profile(content)).kind == kind
    assert inspect(content).kind == kind


@pytest.mark.parametrize("form", [plistlib.FMT_XML, BINARY])
@pytest.mark.parametrize(
    ("written", "environment"),
    [("development", "sandbox"), ("production", "production"), (None, None)],
)
def test_entitlements(written, environment, form):
    found = inspect(entitlements(written, form), "App.entitlements")
    assert found == Entitlements(environment, BUNDLE, TEAM, signed=True)


def test_entitlements_of_a_mac_app():
    found = inspect(
        plistlib.dumps(
            {
                "com.apple.developer.aps-environment": "production",
                "com.apple.application-identifier": f"{TEAM}.{BUNDLE}",
                "com.apple.developer.team-identifier": TEAM,
            }
        )
    )
    assert found == Entitlements("production", BUNDLE, TEAM, signed=True)


def test_an_old_prefix_is_no_team():
    found = inspect(
        plistlib.dumps(
            {"application-identifier": f"0LDPREFIX1.{BUNDLE}", "aps-environment": "production"}
        )
    )
    assert found == Entitlements("production", BUNDLE, None, signed=True)


def test_entitlements_before_they_are_built():
    """Build variables are not resolved in the source; the environment is written out."""
    found = inspect(
        plistlib.dumps(
            {
                "aps-environment": "development",
                "application-identifier": "$(AppIdentifierPrefix)$(CFBundleIdentifier)",
                "com.apple.developer.team-identifier": "$(TeamIdentifierPrefix)",
            }
        )
    )
    assert found == Entitlements("sandbox", None, None)


def test_entitlements_without_any():
    empty = plistlib.dumps({})
    assert inspect(empty, "App.entitlements") == Entitlements(None, None, None)
    assert inspect(empty, "App.plist").kind == "not a credential"


@pytest.mark.parametrize("value", ["$(APS_ENVIRONMENT)", "${APS}", "{{ side }}"])
def test_an_environment_that_is_a_variable_is_not_known(value):
    found = inspect(entitlements(value))
    assert (found.environment, found.variable) == (None, True)


@pytest.mark.parametrize(
    "name", ["Entitlements.plist", "ios/Entitlements.production.plist", "a.xcent"]
)
def test_entitlements_without_push_are_known_by_their_name(name):
    data = plistlib.dumps({"beta-reports-active": True})
    assert inspect(data, name) == Entitlements(None, None, None)
    assert inspect(data, "Settings.plist").kind == "not a credential"


@pytest.mark.parametrize("value", ["staging", "", 1])
def test_an_environment_that_is_neither_is_not_taken_for_none(value):
    found = inspect(entitlements(value))
    assert found == Problem(
        "malformed", "its aps-environment is neither development nor production"
    )


def test_a_profile_needs_no_password():
    assert inspect(profile(), "", PASSWORD) == inspect(profile())


def rewritten(signed, change):
    """Signed data whose fields (version, algorithms, content, certificates, signers) were changed."""
    ((_, content, _),) = split(signed)
    (_, _, kind), (_, wrapped, _) = split(content)
    ((_, fields, _),) = split(wrapped)
    parts = [whole for _, _, whole in split(fields)]
    change(parts)
    return sequence(kind, tlv(0xA0, sequence(*parts)))


def signer_fields(parts):
    ((_, signers, _),) = split(parts[-1])
    ((_, fields, _),) = split(signers)
    return [whole for _, _, whole in split(fields)]


def with_signer(index, value):
    def change(parts):
        fields = signer_fields(parts)
        fields[index] = value
        parts[-1] = tlv(0x31, sequence(*fields))

    return change


def without_certificates(parts):
    del parts[3]


def without_signers(parts):
    parts[-1] = tlv(0x31)


def with_two_signers(parts):
    ((_, signers, _),) = split(parts[-1])
    parts[-1] = tlv(0x31, signers, signers)


def with_many_certificates(parts):
    ((_, held, _),) = split(parts[3])
    parts[3] = tlv(0xA0, held * 10)


def named_by_its_key(parts):
    """Name the signer by its key's identifier: the root is the one certificate that has one here."""
    held = split(parts[3])[0][1]
    parts[3] = tlv(0xA0, held, certificate_file(KEYED, DER))
    identifier = KEYED.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    with_signer(1, tlv(0x80, identifier))(parts)


KEYED = issue(
    subject("Signer with an identifier"),
    private_key("RSA", "signer"),
    extensions=[
        x509.SubjectKeyIdentifier.from_public_key(private_key("RSA", "signer").public_key())
    ],
)


@pytest.mark.parametrize(
    ("change", "signature", "signer"),
    [
        (without_certificates, "not checked", None),
        (without_signers, "unsigned", None),
        (with_two_signers, "not checked", None),
        (named_by_its_key, "valid", "Signer with an identifier"),
        (with_signer(1, tlv(0x80, b"nobody")), "not checked", None),
        (with_signer(2, sequence(oid("1.2.840.113549.2.5"))), "not checked", SIGNER),
        (with_signer(4, sequence(oid("1.2.840.113549.1.1.10"))), "not checked", SIGNER),
        (with_signer(4, sequence(oid("1.2.840.10045.4.3.2"))), "not checked", SIGNER),
        (with_signer(3, tlv(0xA0)), "invalid", SIGNER),
        (with_signer(5, tlv(0x04, b"short")), "invalid", SIGNER),
    ],
)
def test_signatures_of_other_forms(change, signature, signer):
    found = inspect(rewritten(profile(), change))
    assert (found.signature, found.signer) == (signature, signer)


def test_too_many_certificates():
    assert inspect(rewritten(profile(), with_many_certificates)).kind == "too large"


def test_a_chain_through_a_certificate_that_may_not_issue(monkeypatch):
    """Every developer has a certificate that leads to Apple; it makes no signer of another one."""
    developer, key = certificate("code signing"), private_key()
    name = subject(SIGNER)
    forged = issue(name, private_key("RSA", "forger"), developer.subject, key)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(profile_plist())
    builder = builder.add_signer(forged, private_key("RSA", "forger"), hashes.SHA256())
    for item in (developer, authority("below")[0], authority()[0]):
        builder = builder.add_certificate(item)
    root = authority()[0].fingerprint(hashes.SHA256()).hex()
    monkeypatch.setattr(cms, "_APPLE_ROOTS", {root})
    found = inspect(builder.sign(DER, [pkcs7.PKCS7Options.Binary]))
    assert (found.signature, found.signer, found.apple_chain) == ("valid", SIGNER, None)
