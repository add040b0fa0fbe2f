"""A hub's credentials as inputs of azure-native, and the settings that they come from.

Only the secret fields are marked as secret: a credential that is secret as a whole would hide its endpoint, its key
id and its project from everybody who reviews a preview or a state.
"""

from typing import TypedDict

from pulumi_azure_native import notificationhubs as nh

from hubwarden_pulumi.app_settings import Apns, ApnsToken, App, FcmLegacy, FcmV1, Mpns, Wns


class Credentials(TypedDict):
    """The credential inputs of a hub."""

    apns_credential: nh.ApnsCredentialArgs | None
    fcm_v1_credential: nh.FcmV1CredentialArgs | None
    gcm_credential: nh.GcmCredentialArgs | None
    wns_credential: nh.WnsCredentialArgs | None
    mpns_credential: nh.MpnsCredentialArgs | None


def credentials(app: App) -> Credentials:
    """Return the credentials of an app's hub."""
    return {
        "apns_credential": _apns(app.apns) if app.apns else None,
        "fcm_v1_credential": _fcm_v1(app.fcm_v1) if app.fcm_v1 else None,
        "gcm_credential": _fcm_legacy(app.fcm_legacy) if app.fcm_legacy else None,
        "wns_credential": _wns(app.wns) if app.wns else None,
        "mpns_credential": _mpns(app.mpns) if app.mpns else None,
    }


def origins(app: App) -> dict[str, str]:
    """Return the settings paths of the credentials, by input path.

    A missing credential leads to the setting of the platforms, which demand it.
    """
    path, platforms = app.path, f"{app.path}.platforms"
    paths = {
        "apnsCredential": f"{path}.apns" if app.apns else platforms,
        "fcmV1Credential": f"{path}.fcmV1" if app.fcm_v1 else platforms,
        "gcmCredential": f"{path}.fcmLegacy",
        "wnsCredential": f"{path}.wns" if app.wns else platforms,
        "mpnsCredential": f"{path}.mpns",
    }
    if app.apns:
        paths |= {f"apnsCredential.{key}": to for key, to in _apns_origins(app, app.apns).items()}
    if app.fcm_v1:
        paths |= {
            "fcmV1Credential.projectId": f"{path}.fcmV1.projectId",
            "fcmV1Credential.clientEmail": f"{path}.fcmV1.clientEmail",
            "fcmV1Credential.privateKey": app.secret_key("fcmPrivateKey"),
        }
    if app.fcm_legacy:
        paths["gcmCredential.googleApiKey"] = app.secret_key("fcmLegacyKey")
        paths["gcmCredential.gcmEndpoint"] = f"{path}.fcmLegacy.endpoint"
    if app.wns:
        paths["wnsCredential.packageSid"] = f"{path}.wns.packageSid"
        paths["wnsCredential.windowsLiveEndpoint"] = f"{path}.wns.endpoint"
        paths["wnsCredential.secretKey"] = app.secret_key("wnsSecretKey")
    if app.mpns:
        paths["mpnsCredential.thumbprint"] = f"{path}.mpns.thumbprint"
        paths["mpnsCredential.mpnsCertificate"] = app.secret_key("mpnsCertificate")
        paths["mpnsCredential.certificateKey"] = app.secret_key("mpnsCertificateKey")
    return paths


def _apns_origins(app: App, apns: Apns) -> dict[str, str]:
    path = f"{app.path}.apns"
    common = {"endpoint": apns.endpoint_setting}
    if isinstance(apns.credential, ApnsToken):
        return common | {
            "keyId": f"{path}.keyId",
            "appId": f"{path}.teamId",
            "appName": f"{path}.bundleId",
            "token": app.secret_key("apnsToken"),
        }
    return common | {
        "thumbprint": f"{path}.thumbprint",
        "appName": f"{path}.bundleId",
        # The mode decides whether there is a certificate.
        "apnsCertificate": f"{path}.mode",
        # The content of the certificate is another setting.
        "content": app.secret_key("apnsCertificate"),
        "certificateKey": app.secret_key("apnsCertificatePassword"),
    }


def _apns(apns: Apns) -> nh.ApnsCredentialArgs:
    credential = apns.credential
    if isinstance(credential, ApnsToken):
        return nh.ApnsCredentialArgs(
            endpoint=apns.endpoint,
            key_id=credential.key_id,
            app_id=credential.team_id,
            app_name=credential.bundle_id,
            token=credential.token,
        )
    return nh.ApnsCredentialArgs(
        endpoint=apns.endpoint,
        thumbprint=credential.thumbprint,
        apns_certificate=credential.certificate,
        certificate_key=credential.password,
    )


def _fcm_v1(fcm: FcmV1) -> nh.FcmV1CredentialArgs:
    return nh.FcmV1CredentialArgs(
        project_id=fcm.project_id, client_email=fcm.client_email, private_key=fcm.private_key
    )


def _fcm_legacy(fcm: FcmLegacy) -> nh.GcmCredentialArgs:
    return nh.GcmCredentialArgs(google_api_key=fcm.api_key, gcm_endpoint=fcm.endpoint)


def _wns(wns: Wns) -> nh.WnsCredentialArgs:
    return nh.WnsCredentialArgs(
        package_sid=wns.package_sid,
        secret_key=wns.secret_key,
        windows_live_endpoint=wns.endpoint,
    )


def _mpns(mpns: Mpns) -> nh.MpnsCredentialArgs:
    return nh.MpnsCredentialArgs(
        mpns_certificate=mpns.certificate,
        certificate_key=mpns.certificate_key,
        thumbprint=mpns.thumbprint,
    )
