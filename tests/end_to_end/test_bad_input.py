"""Whatever is sent, the answer is precise: a code, a path where it is an input, and never a 500."""

import base64
import json
from dataclasses import replace
from secrets import token_hex
from typing import Any

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.keys import SIGNING
from chassis.tokens import ALGORITHM, TYPE
from contracts.events.internal import MailKind
from devstack import story_operations as operations
from devstack.stack import Devstack
from devstack.story_steps import DEA_NUMBER, World, check, register, start, submit
from tests.end_to_end.planted import Secrets, events


async def _payload(world: World, document: str, field: str, token: str, **input: Any) -> dict[str, Any]:
    answer = await world.client.answer(document, token, input=input)
    assert "errors" not in answer, answer
    payload: dict[str, Any] = answer["data"][field]
    return payload


def _code(answer: dict[str, Any]) -> str:
    (error,) = answer["errors"]
    assert "127.0.0.1" not in str(answer)
    assert "Traceback" not in str(answer)
    return str(error["extensions"]["code"])


def _signed_by_identity(stack: Devstack, claims: dict[str, Any]) -> str:
    keys = KeySet.import_key_set(json.loads((stack.rundir.keys / SIGNING).read_bytes()))
    key = keys.keys[0]
    return jwt.encode({"alg": ALGORITHM, "typ": TYPE, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


@pytest.mark.parametrize(
    ("dea", "ssn", "code", "path"),
    [
        ("12", "1234", "INVALID", ["input", "deaNumber"]),
        ("AB1234567", "1234", "INVALID", ["input", "deaNumber"]),
        ("XB1234563", "1234", "INVALID", ["input", "deaNumber"]),
        (DEA_NUMBER, "12", "INVALID", ["input", "ssnLast4"]),
    ],
)
async def test_numbers_that_cannot_be_are_refused_with_their_path(
    world: World, dea: str, ssn: str, code: str, path: list[str]
) -> None:
    payload = await _payload(
        world,
        operations.IDENTIFY_AS_PRACTITIONER,
        "identifyAsPractitioner",
        world.practitioner_token,
        deaNumber=dea,
        ssnLast4=ssn,
    )
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [(code, path)]


async def test_digits_that_do_not_match_and_an_unknown_number_answer_alike(world: World) -> None:
    answers = [
        await _payload(
            world,
            operations.IDENTIFY_AS_PRACTITIONER,
            "identifyAsPractitioner",
            world.practitioner_token,
            deaNumber=number,
            ssnLast4="9999",
        )
        for number in (DEA_NUMBER, "AB1234563")
    ]
    assert answers[0] == answers[1]
    assert answers[0]["userErrors"][0]["code"] == "NO_MATCH"


async def test_an_account_that_was_not_verified_gets_no_session(world: World) -> None:
    email, password = f"new.{world.run}@mail.example", "a quite long password"
    await _payload(
        world, operations.SIGN_UP, "signUp", "", email=email, password=password, kind="PRACTITIONER"
    )

    payload = await _payload(world, operations.SIGN_IN, "signIn", "", email=email, password=password)

    assert payload["session"] is None
    assert payload["userErrors"][0]["code"] == "INVALID_CREDENTIALS"


async def test_a_patient_whom_nobody_certified_gets_neither_mail_nor_session(
    world: World, stack: Devstack
) -> None:
    email = f"nobody.{world.run}@mail.example"
    payload = await _payload(
        world, operations.SIGN_UP, "signUp", "", email=email, password="a quite long password", kind="PATIENT"
    )

    assert payload["userErrors"] == []
    secrets = Secrets(
        stack
    )  # a mail is asked for in the transaction that was answered, but takes a while to come
    assert not any(secrets.mails(email, kind) for kind in MailKind)


async def test_an_expired_and_a_forged_token_have_the_same_answer(world: World, stack: Devstack) -> None:
    head, body, signature = world.practitioner_token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = base64.urlsafe_b64encode(json.dumps(claims | {"practitioner": "other"}).encode()).decode()
    bad = {
        "expired": _signed_by_identity(stack, claims | {"iat": 1, "exp": 601}),
        "changed": f"{head}.{other.rstrip('=')}.{signature}",
        "garbage": "a.b.c",
    }

    answers = {name: await world.client.answer("{ me { id } }", token) for name, token in bad.items()}

    assert all(_code(answer) == "UNAUTHENTICATED" for answer in answers.values())
    assert answers["expired"] == answers["changed"] == answers["garbage"]
    signed = _signed_by_identity(stack, claims)
    assert (await world.client.answer("{ me { id } }", signed)).get("errors") is None


async def test_somebody_elses_certification_and_one_that_never_was_answer_alike(draft: World) -> None:
    """To a practitioner, to another certification's patient, and to nobody."""
    other = replace(draft, run=token_hex(4))
    await start(other)
    await check(other)
    await submit(other)
    await register(other)
    query = "query($id: ID!) { certification(id: $id) { id } }"

    for token, code in ((other.patient_token, "NOT_FOUND"), ("", "UNAUTHENTICATED")):
        elses, none = [
            await draft.client.answer(query, token, id=id_) for id_ in (draft.certification_id, "unknown")
        ]
        assert _code(elses) == code
        assert elses == none
    own = await draft.client.execute(query, other.patient_token, id=other.certification_id)
    assert own["certification"] == {"id": other.certification_id}


@pytest.mark.parametrize(
    ("changes", "rule", "path"),
    [
        ({"dateOfBirth": "2099-01-01"}, "AGE-1", ["patient", "dateOfBirth"]),
        ({"state": "NY"}, "RES-1", ["patient", "state"]),
        ({"email": None}, "MAIL-1", ["patient", "email"]),
        ({"phone": None}, "PHN-1", ["patient", "phone"]),
    ],
)
async def test_what_the_law_refuses_names_the_rule_and_the_field(
    draft: World, stack: Devstack, changes: dict[str, Any], rule: str, path: list[str]
) -> None:
    read = await draft.client.execute(
        "query($id: ID!) { certification(id: $id) { version } }",
        draft.practitioner_token,
        id=draft.certification_id,
    )
    changed = await draft.client.execute(
        operations.UPDATE_PATIENT_PROFILE,
        draft.practitioner_token,
        input={
            "certificationId": draft.certification_id,
            "version": read["certification"]["version"],
            "patient": changes,
        },
    )

    payload = await _payload(
        draft,
        operations.SUBMIT_CERTIFICATION,
        "submitCertification",
        draft.practitioner_token,
        certificationId=draft.certification_id,
        version=changed["updatePatientProfile"]["certification"]["version"],
    )

    (error,) = payload["userErrors"]
    assert error["code"] == "RULE_BLOCKS"
    assert error["message"].startswith(f"{rule}:")
    assert error["path"] == path
    assert not any(draft.certification_id in text for _, text in events(stack))  # so no mail follows either


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{ me", 400, "BAD_REQUEST"),
        (b'{"query": "{ me { id "}', 400, "GRAPHQL_PARSE_FAILED"),
        (b'{"query": "{ nothing }"}', 400, "GRAPHQL_VALIDATION_FAILED"),
        (b"[]", 400, "BAD_REQUEST"),
        (b"", 400, "BAD_REQUEST"),
    ],
)
async def test_a_malformed_request_is_refused_with_a_code(
    stack: Devstack, world: World, body: bytes, status: int, code: str
) -> None:
    headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{stack.gateway_url}/graphql", data=body, headers=headers) as answer,
    ):
        told = await answer.json(content_type=None)
    assert answer.status == status
    assert _code(told) == code


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        (
            "mutation($i: SignInInput!) { signIn(input: $i) { __typename } }",
            {"i": {"email": 1, "password": "canary"}},
        ),
        ("mutation($i: SignInInput!) { signIn(input: $i) { __typename } }", {"i": "canary"}),
        ("mutation($i: SignUpInput!) { signUp(input: $i) { __typename } }", {"i": {"kind": "canary"}}),
        ('mutation { identifyAsPatient(input: {dateOfBirth: "canary"}) { __typename } }', {}),
        (
            "mutation($d: Date!) { identifyAsPatient(input: {dateOfBirth: $d}) { __typename } }",
            {"d": "canary"},
        ),
        ('mutation { signIn(input: {email: 5, password: "canary"}) { __typename } }', {}),
        (
            'mutation { signUp(input: {email: "a@example.com", password: "x", kind: "canary"}) { __typename } }',
            {},
        ),
    ],
)
async def test_what_does_not_fit_the_schema_is_not_repeated(
    world: World, document: str, variables: dict[str, Any]
) -> None:
    answer = await world.client.answer(document, world.practitioner_token, **variables)

    assert {error["extensions"]["code"] for error in answer["errors"]} <= {
        "BAD_USER_INPUT",
        "GRAPHQL_VALIDATION_FAILED",
    }
    assert "canary" not in str(answer)
