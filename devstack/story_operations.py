"""What the story sends: operations of docs/clients.md, so that what is copied from there is what runs here."""

from devstack.clients_page import operations

_operations = operations()

SIGN_UP = _operations["SignUp"]
VERIFY_EMAIL = _operations["VerifyEmail"]
SIGN_IN = _operations["SignIn"]
REFRESH_SESSION = _operations["RefreshSession"]
ME = _operations["Me"]
IDENTIFY_AS_PRACTITIONER = _operations["IdentifyAsPractitioner"]
CONFIRM_PROFILE = _operations["ConfirmPractitionerProfile"]
START_CERTIFICATION = _operations["StartCertification"]
CHECK_CERTIFICATION = _operations["CheckCertification"]
UPDATE_PATIENT_PROFILE = _operations["UpdatePatientProfile"]
RECORD_FINDINGS = _operations["RecordFindings"]
SUBMIT_CERTIFICATION = _operations["SubmitCertification"]
IDENTIFY_AS_PATIENT = _operations["IdentifyAsPatient"]
MY_APPLICATIONS = _operations["MyApplications"]
COMPLETE_REGISTRATION = _operations["CompleteRegistration"]
CERTIFICATIONS = _operations["Certifications"]
