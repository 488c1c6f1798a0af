"""What clients send to identity: each mutation with all that its payload tells."""

ERRORS = "userErrors { code message path }"
DONE = f"{{ message {ERRORS} }}"
SESSION = (
    f"""{{ session {{ accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }} {ERRORS} }}"""
)
CREDENTIAL = "{ number standing expiresOn }"
PROFILE = f"""{{ profile {{ practitionerId profession firstName lastName credential license {CREDENTIAL}
  controlledSubstance {CREDENTIAL} dea {CREDENTIAL} street city state zip boardCertifications
  deaFindings }} {ERRORS} }}"""
PRACTITIONER = f"{{ practitioner {{ id profession firstName lastName confirmed }} {ERRORS} }}"
LINKS = f"{{ links {{ certificationId part }} {ERRORS} }}"

REVIEW = f"""{{ review {{ id kind message decision reason
  profile {{ practitionerId lastName deaFindings }} }} {ERRORS} }}"""
TEMPORARY = f"{{ address oneTimePassword handOut {ERRORS} }}"

PAYLOADS = {
    "decidePractitionerReview": REVIEW,
    "createTemporaryEmail": TEMPORARY,
    "reissueTemporaryEmail": TEMPORARY,
    "replaceTemporaryPassword": DONE,
    "signUp": DONE,
    "verifyEmail": DONE,
    "resendVerification": DONE,
    "signIn": SESSION,
    "refreshSession": SESSION,
    "signOut": DONE,
    "endSession": DONE,
    "signOutEverywhere": DONE,
    "changePassword": DONE,
    "requestPasswordReset": DONE,
    "resetPassword": DONE,
    "requestEmailChange": DONE,
    "confirmEmailChange": f"{{ account {{ email }} {ERRORS} }}",
    "identifyAsPractitioner": PROFILE,
    "confirmPractitionerProfile": PRACTITIONER,
    "reportProfileProblem": PRACTITIONER,
    "identifyAsPatient": LINKS,
    "identifyAsCaregiver": LINKS,
}
ME = (
    "{ me { id email language roles practitioner { id lastName confirmed } links { certificationId part } } }"
)

SESSIONS = "{ mySessions { id client createdAt lastUsedAt current } }"

REVIEWS = """query($first: Int!, $after: String, $openOnly: Boolean!) {
  practitionerReviews(first: $first, after: $after, openOnly: $openOnly) {
    edges { node { id kind message decision profile { practitionerId deaFindings } } }
    pageInfo { hasNextPage endCursor } } }"""
SEEN_REVIEW = """query($id: ID!) { practitionerReview(id: $id) {
  kind message deaNumber accountId accountEmail profile { practitionerId lastName dea { number } } } }"""


def mutation(name: str) -> str:
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation($input: {kind}!) {{ {name}(input: $input) {PAYLOADS[name]} }}"
