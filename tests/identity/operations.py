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

PAYLOADS = {
    "signUp": DONE,
    "verifyEmail": DONE,
    "resendVerification": DONE,
    "signIn": SESSION,
    "refreshSession": SESSION,
    "signOut": DONE,
    "identifyAsPractitioner": PROFILE,
    "confirmPractitionerProfile": PRACTITIONER,
    "reportProfileProblem": PRACTITIONER,
    "identifyAsPatient": LINKS,
    "identifyAsCaregiver": LINKS,
}
ME = (
    "{ me { id email language roles practitioner { id lastName confirmed } links { certificationId part } } }"
)


def mutation(name: str) -> str:
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation($input: {kind}!) {{ {name}(input: $input) {PAYLOADS[name]} }}"
