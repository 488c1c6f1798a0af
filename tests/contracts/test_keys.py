"""What a mobile client may send again: each mutation takes an idempotency key, or says here why it needs none."""

from pathlib import Path

from graphql import GraphQLInputObjectType, build_schema, get_named_type

SCHEMA = Path(__file__).parents[2] / "contracts" / "api.graphql"
CHANGES_NOTHING_TWICE = {
    # of a state that is reached once, and told again to who asks again
    "acceptDelegation",
    "confirmPractitionerProfile",
    "handleReportedChange",
    "identifyAsCaregiver",
    "identifyAsPatient",
    "identifyAsPractitioner",
    "reportProfileProblem",
    "revokeDelegate",
    # where nothing is left to be done, which is the answer then
    "decidePractitionerReview",
    "discardCertification",
    # mails, of which a second one is held back for a while
    "requestEmailChange",
    "requestPasswordReset",
    "resendRegistrationEmail",
    "resendVerification",
    "signUp",
    # what a mail, a password or a token is the key to
    "changePassword",
    "confirmEmailChange",
    "endSession",
    "refreshSession",
    "reissueTemporaryEmail",
    "replaceTemporaryPassword",
    "resetPassword",
    "signIn",
    "signOut",
    "signOutEverywhere",
    "verifyEmail",
}


def test_every_mutation_takes_a_key_or_has_a_reason() -> None:
    mutations = build_schema(SCHEMA.read_text(encoding="utf-8")).mutation_type
    assert mutations is not None
    without = set()
    for name, field in mutations.fields.items():
        given = get_named_type(field.args["input"].type)
        assert isinstance(given, GraphQLInputObjectType)
        if "idempotencyKey" not in given.fields:
            without.add(name)

    assert without == CHANGES_NOTHING_TWICE
