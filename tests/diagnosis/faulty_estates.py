"""For each rule that the symptom table names: an estate that violates it. And estates without a fault."""

from datetime import UTC, datetime, timedelta

from factories import (
    P256,
    access_rule,
    adm,
    apns,
    apns_certificate,
    apns_token,
    baidu,
    browser,
    build,
    certificate_content,
    credential_file,
    credentials,
    estate,
    fcm_legacy,
    fcm_v1,
    holding,
    hub,
    hub_id,
    mpns,
    namespace,
    namespace_id,
    planned_change,
    private_endpoint,
    together,
    wns,
    xiaomi,
)
from hubwarden.credential_files.kinds import KeyFacts, Purpose, SigningKey, VapidKeys
from hubwarden.facts import APNS_ENDPOINTS

MAKERS = {
    "apns": apns,
    "fcm_v1": fcm_v1,
    "fcm_legacy": fcm_legacy,
    "wns": wns,
    "mpns": mpns,
    "adm": adm,
    "baidu": baidu,
    "browser": browser,
    "xiaomi": xiaomi,
}
SANDBOX = APNS_ENDPOINTS["token", "sandbox"]


def with_certificate(endpoint=APNS_ENDPOINTS["certificate", "production"], **content):
    fields = certificate_content(**content)
    certificate = apns_certificate(content=fields)
    return apns(token=None, certificate=certificate, endpoint=endpoint)


def holding_certificate(**content):
    return holding(apns=with_certificate(**content))


def of_build(**overrides):
    return estate(builds=[build(**overrides)])


def vapid(**overrides):
    fields = {
        "public_ok": True,
        "private_ok": True,
        "pair_fits": True,
        "subject": "mailto:a@b.example",
    }
    return holding(browser=browser(content=VapidKeys(**{**fields, **overrides})))


def shared_namespace():
    other = estate("test", hubs=[hub("test", namespace=namespace_id(), id=hub_id())])
    return together(estate(), other)


def signing_key(key_id="ABC123DEFG", *, pem_markers=False):
    facts = KeyFacts("EC", 256, "secp256r1", "digest")
    return SigningKey(facts, usable=True, pem_markers=pem_markers, key_id=key_id)


OUR_KEY = apns(token=apns_token(content=signing_key()))

FAULTY = {
    "NH102": lambda: holding(apns=apns(certificate=apns_certificate())),
    "NH103": lambda: holding(apns=apns(endpoint="https://push.example.com/3/device")),
    "NH104": lambda: holding(apns=apns(endpoint=APNS_ENDPOINTS["certificate", "production"])),
    "NH105": lambda: holding(apns=apns(token=apns_token(key_id="SHORT"))),
    "NH106": lambda: holding(fcm_v1=fcm_v1(), fcm_legacy=fcm_legacy()),
    "NH107": lambda: holding(apns=apns()),
    "NH108": lambda: holding(mpns=mpns()),
    "NH110": lambda: holding(fcm_v1=fcm_v1()),
    "NH111": lambda: holding_certificate(purpose=Purpose.CODE_SIGNING),
    "NH112": lambda: holding_certificate(not_after=datetime(2025, 12, 1, tzinfo=UTC)),
    "NH114": lambda: holding(apns=apns(token=apns_token(content=signing_key(pem_markers=True)))),
    "NH115": lambda: holding_certificate(
        topics=("com.example.other",), bundle_id="com.example.other"
    ),
    "NH116": lambda: holding(fcm_v1=fcm_v1(project_id="another-project")),
    "NH117": lambda: holding(fcm_v1=fcm_v1(content=P256)),
    "NH119": lambda: vapid(pair_fits=False),
    "NH120": lambda: holding(fcm_v1=fcm_v1(client_email=None)),
    "NH121": lambda: holding(fcm_v1=fcm_v1(project_id="Orders Prod")),
    "NH123": lambda: holding(adm=adm(token_url="https://tokens.example.com")),
    "NH124": lambda: holding(wns=wns(token_url="https://tokens.example.com")),
    "NH125": lambda: holding(apns=apns(token=apns_token(bundle_id="*"))),
    "NH126": lambda: holding(browser=browser(subject="mailto:admin@localhost")),
    "NH127": lambda: estate(hubs=[hub(further_platforms=frozenset({"windows"}))]),
    "NH129": lambda: holding(baidu=baidu(endpoint="http://channel.api.duapp.com")),
    "NH136": lambda: holding_certificate(names_apple=False, issuer="Example CA"),
    "NH211": lambda: estate(access_rules=[access_rule(rights=frozenset({"Listen"}))]),
    "NH301": lambda: holding(apns=apns(endpoint=SANDBOX)),
    "NH304": shared_namespace,
    "NH308": lambda: holding_certificate(environments=frozenset({"sandbox"})),
    "NH309": lambda: holding(
        apns=with_certificate(
            endpoint=APNS_ENDPOINTS["certificate", "sandbox"],
            environments=frozenset({"production"}),
        )
    ),
    "NH402": lambda: estate(
        namespaces=[namespace(public_access=False)],
        access_rules=[access_rule(name="phones", rights=frozenset({"Listen"}), role="device")],
    ),
    "NH403": lambda: estate(private_endpoints=[private_endpoint(status="Pending")]),
    "NH605": lambda: estate(planned_changes=[planned_change()]),
    "NH609": lambda: estate(hubs=[hub(registration_ttl=timedelta(hours=1))]),
    "NH801": lambda: of_build(environment="sandbox"),
    "NH802": lambda: of_build(environment=None),
    "NH803": lambda: of_build(bundle_id="com.example.other"),
    "NH804": lambda: of_build(team_ids=("OTHER12345",)),
    "NH805": lambda: of_build(firebase_project="another-project"),
    "NH806": lambda: of_build(expires=datetime(2025, 1, 1, tzinfo=UTC)),
    "NH810": lambda: estate(
        credential_files=[credential_file(signing_key("ZZZ123DEFG"), apns=OUR_KEY)]
    ),
    "hub-without-credentials": holding,
    "tier-free": lambda: estate(namespaces=[namespace(tier="Free")]),
    "tier-below-standard": lambda: estate(namespaces=[namespace(tier="Basic")]),
}
"""By the rule's id: how the estate is made."""

OF_ANY_SERVICE = {
    "NH118": lambda service: holding(
        **{service: MAKERS[service](placeholders={"key": "a reference"})}
    ),
    "NH122": lambda service: holding(**{service: MAKERS[service](missing=("key",))}),
    "NH128": lambda service: estate(
        namespaces=[namespace(credentials=credentials(**{service: of_another_kind(service)}))],
        hubs=[hub(credentials=credentials(**{service: MAKERS[service]()}))],
    ),
}
"""Rules about the credential for any push service."""

OTHER = {
    "apns": {"endpoint": SANDBOX},
    "fcm_v1": {"project_id": "another-project"},
    "wns": {"package_sid": "ms-app://other"},
    "adm": {"client_id": "other"},
    "browser": {"public_key": "other"},
}


def of_another_kind(service):
    return MAKERS[service](**OTHER[service])


def faulty(rule, service="apns"):
    """Return an estate that violates a rule, where it matters in the credential for a push service."""
    if rule in OF_ANY_SERVICE:
        return OF_ANY_SERVICE[rule](service)
    return FAULTY[rule]()


def without_fault():
    """Yield estates that violate no rule about a push: with a token, with a certificate, with all the rest."""
    ios = build()
    android = build(
        kind="google-services",
        environment=None,
        bundle_id=None,
        team_ids=(),
        expires=None,
        signature="unsigned",
        by_apple=None,
        firebase_project="orders-prod",
    )
    yield estate(
        builds=[ios, android],
        hubs=[hub(credentials=credentials(apns=OUR_KEY, fcm_v1=fcm_v1()))],
        credential_files=[credential_file(signing_key(), apns=OUR_KEY)],
    )
    yield holding(apns=with_certificate(), fcm_v1=fcm_v1())
    yield estate(
        hubs=[
            hub(
                credentials=credentials(
                    apns=apns(),
                    fcm_v1=fcm_v1(),
                    wns=wns(),
                    adm=adm(),
                    browser=browser(),
                    baidu=baidu(),
                    xiaomi=xiaomi(),
                ),
                further_platforms=frozenset({"windows", "browser"}),
            )
        ]
    )
    yield together(estate(), estate("test"))
