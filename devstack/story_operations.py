"""What the story sends: operations of docs/clients.md, so that what is copied from there is what runs here.

`story_operations.SIGN_UP` and the others are the page's documents, which is read when the first of them is asked for.
"""

from devstack.clients_page import operations

NAMES = {
    "SIGN_UP": "SignUp",
    "VERIFY_EMAIL": "VerifyEmail",
    "SIGN_IN": "SignIn",
    "REFRESH_SESSION": "RefreshSession",
    "ME": "Me",
    "IDENTIFY_AS_PRACTITIONER": "IdentifyAsPractitioner",
    "CONFIRM_PROFILE": "ConfirmPractitionerProfile",
    "START_CERTIFICATION": "StartCertification",
    "CHECK_CERTIFICATION": "CheckCertification",
    "UPDATE_PATIENT_PROFILE": "UpdatePatientProfile",
    "RECORD_FINDINGS": "RecordFindings",
    "SUBMIT_CERTIFICATION": "SubmitCertification",
    "IDENTIFY_AS_PATIENT": "IdentifyAsPatient",
    "MY_APPLICATIONS": "MyApplications",
    "COMPLETE_REGISTRATION": "CompleteRegistration",
    "CERTIFICATIONS": "Certifications",
}


def __getattr__(name: str) -> str:
    if name not in NAMES:
        raise AttributeError(name)
    return operations()[NAMES[name]]
