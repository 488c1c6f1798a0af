"""What the story sends, as a client's developer would write it.

tests/devstack/test_story.py validates each against contracts/api.graphql.
"""

SIGN_UP = """
mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) { userErrors { code message path } }
}
"""

VERIFY_EMAIL = """
mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input) { userErrors { code message path } }
}
"""

SIGN_IN = """
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    session { accessToken refreshToken }
    userErrors { code message path }
  }
}
"""

REFRESH_SESSION = """
mutation RefreshSession($input: RefreshSessionInput!) {
  refreshSession(input: $input) {
    session { accessToken refreshToken }
    userErrors { code message path }
  }
}
"""

ME = """
query Me {
  me { id practitioner { id } }
}
"""

IDENTIFY_AS_PRACTITIONER = """
mutation IdentifyAsPractitioner($input: IdentifyAsPractitionerInput!) {
  identifyAsPractitioner(input: $input) {
    profile { practitionerId firstName lastName credential license { number standing } }
    userErrors { code message path }
  }
}
"""

CONFIRM_PROFILE = """
mutation ConfirmPractitionerProfile($input: ConfirmPractitionerProfileInput!) {
  confirmPractitionerProfile(input: $input) {
    practitioner { id confirmed }
    userErrors { code message path }
  }
}
"""

START_CERTIFICATION = """
mutation StartCertification($input: StartCertificationInput!) {
  startCertification(input: $input) {
    certification { id version status }
    userErrors { code message path }
  }
}
"""

CHECK_CERTIFICATION = """
query CheckCertification($id: ID!) {
  checkCertification(id: $id) {
    blocked
    outcomes { rule { id title citation } result message blocks }
  }
}
"""

UPDATE_PATIENT_PROFILE = """
mutation UpdatePatientProfile($input: UpdatePatientProfileInput!) {
  updatePatientProfile(input: $input) {
    certification { id version }
    userErrors { code message path }
  }
}
"""

RECORD_FINDINGS = """
mutation RecordFindings($input: RecordFindingsInput!) {
  recordFindings(input: $input) {
    certification { id version }
    userErrors { code message path }
  }
}
"""

SUBMIT_CERTIFICATION = """
mutation SubmitCertification($input: SubmitCertificationInput!) {
  submitCertification(input: $input) {
    certification { id status signedOn validUntil registration { status } }
    userErrors { code message path }
  }
}
"""

IDENTIFY_AS_PATIENT = """
mutation IdentifyAsPatient($input: IdentifyAsPatientInput!) {
  identifyAsPatient(input: $input) { userErrors { code message path } }
}
"""

MY_APPLICATIONS = """
query MyApplications {
  myApplications {
    id
    status
    patient { firstName lastName dateOfBirth street city zip email phone }
    registration { status }
  }
}
"""

COMPLETE_REGISTRATION = """
mutation CompleteRegistration($input: CompleteRegistrationInput!) {
  completeRegistration(input: $input) {
    certification { id registration { status completedAt } }
    userErrors { code message path }
  }
}
"""

CERTIFICATIONS = """
query Certifications {
  certifications(first: 5) {
    edges {
      node {
        id
        status
        patient { firstName lastName }
        registration { status }
        registrationEmail { state }
      }
    }
  }
}
"""
