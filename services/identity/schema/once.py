"""At most one guess, one password to hash or one mail an operation: with aliases, one request would carry fifty.

The gateway refuses such operations too (ONCE_PER_OPERATION); nobody has to come through the gateway.
"""

from typing import Any

from graphql import FieldNode, GraphQLError, ValidationRule

CREDENTIAL_MUTATIONS = frozenset(
    (
        "signUp",
        "resendVerification",
        "signIn",
        "refreshSession",
        "verifyEmail",
        "createTemporaryEmail",
        "reissueTemporaryEmail",
        "replaceTemporaryPassword",
        "changePassword",
        "requestPasswordReset",
        "resetPassword",
        "requestEmailChange",
        "confirmEmailChange",
        "identifyAsPractitioner",
        "identifyAsPatient",
        "identifyAsCaregiver",
    )
)


class OneCredentialMutation(ValidationRule):
    """Refuses a document with more than one of them, before anything of it is done."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self._seen = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.context.get_parent_type()
        if parent is not None and parent.name == "Mutation" and node.name.value in CREDENTIAL_MUTATIONS:
            self._seen += 1
            if self._seen == 2:
                self.report_error(
                    GraphQLError("Send one mutation that tries or makes a credential at a time.", nodes=node)
                )
