"""Aliases multiply no guesses: one operation tries one credential, also for who goes round the gateway."""

import pytest
import yaml

from devstack.processes import CREDENTIAL_MUTATIONS, REPOSITORY
from services.identity.schema.once import CREDENTIAL_MUTATIONS as IN_SERVICE
from tests.identity.conftest import Office

SIGN_IN = 'signIn(input: {email: "a@example.com", password: "x"}) { userErrors { code } }'
RESET = 'resetPassword(input: {token: "x", newPassword: "y"}) { userErrors { code } }'


def test_gateway_compose_and_service_know_the_same_mutations() -> None:
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
    named = compose["services"]["gateway"]["environment"]["ONCE_PER_OPERATION"].split(",")

    assert len(named) == len(set(named))
    assert set(named) == set(CREDENTIAL_MUTATIONS) == IN_SERVICE


@pytest.mark.parametrize(
    "operation",
    [
        f"mutation {{ a: {SIGN_IN} b: {SIGN_IN} }}",
        f"mutation {{ {SIGN_IN} {RESET} }}",
        f"mutation {{ {SIGN_IN} ...more }} fragment more on Mutation {{ b: {SIGN_IN} }}",
        f"mutation {{ ...more }} fragment more on Mutation {{ a: {SIGN_IN} ... on Mutation {{ b: {RESET} }} }}",
        f"mutation {{ {SIGN_IN} ... @include(if: true) {{ b: {SIGN_IN} }} }}",
    ],
)
async def test_a_second_guess_in_an_operation_is_refused_before_the_first_is_made(
    office: Office, operation: str
) -> None:
    answer = await office.client.post(operation)

    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert error["message"] == "Send one mutation that tries or makes a credential at a time."
    assert await office.store.mongo["attempts"].count_documents({}) == 0


async def test_one_guess_beside_other_fields_is_made(office: Office) -> None:
    answer = await office.client.post(f"mutation {{ {SIGN_IN} __typename }}")

    assert answer["data"]["signIn"]["userErrors"] == [{"code": "INVALID_CREDENTIALS"}]
