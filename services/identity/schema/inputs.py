"""What clients send to identity."""

from datetime import date

import strawberry

from chassis.once import Repeatable
from services.identity.schema.enums import ClientKind, Language, ReviewDecision, SessionTransport, SignUpKind


@strawberry.input(description="Signs up.")
class SignUpInput:
    email: str = strawberry.field(
        description="A patient or caregiver gives the one that the practitioner was given."
    )
    password: str = strawberry.field(description="15 to 128 characters, and hard to guess.")
    kind: SignUpKind = strawberry.field(description="Practitioner, their staff, patient or caregiver.")
    language: Language = strawberry.field(default=Language.EN, description="The language of mails.")


@strawberry.input(description="The link's token, or the address with the code, of a verification mail.")
class VerifyEmailInput:
    password: str = strawberry.field(description="The one that was given at sign-up.")
    token: str | None = strawberry.field(default=None, description="What follows `token=` in the link.")
    email: str | None = strawberry.field(default=None, description="With `code`: the address.")
    code: str | None = strawberry.field(default=None, description="The six digits.")


@strawberry.input(description="Asks for the verification mail again.")
class ResendVerificationInput:
    email: str = strawberry.field(description="The address that signed up.")


@strawberry.input(description="Signs in.")
class SignInInput:
    email: str = strawberry.field(description="The account's address.")
    password: str = strawberry.field(description="Its password.")
    client: ClientKind = strawberry.field(
        default=ClientKind.OTHER, description="What the session runs on; the owner sees it in mySessions."
    )
    transport: SessionTransport = strawberry.field(
        default=SessionTransport.PAYLOAD, description="How the refresh token is given to the client."
    )


@strawberry.input(description="Continues a session.")
class RefreshSessionInput:
    refresh_token: str | None = strawberry.field(
        default=None, description="The newest one; left out where the cookie holds it."
    )
    transport: SessionTransport = strawberry.field(
        default=SessionTransport.PAYLOAD, description="As at signIn: what came in a cookie stays in one."
    )


@strawberry.input(description="Ends this session.")
class SignOutInput:
    refresh_token: str | None = strawberry.field(
        default=None, description="The newest one; left out where the cookie holds it."
    )


@strawberry.input(description="Ends one of the account's sessions.")
class EndSessionInput:
    session_id: strawberry.ID = strawberry.field(description="Of mySessions.")


@strawberry.input(description="Ends all sessions of the account.")
class SignOutEverywhereInput:
    keep_this: bool = strawberry.field(default=False, description="Go on with this one.")


@strawberry.input(description="Changes the password.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="The present one.")
    new_password: str = strawberry.field(description="15 to 128 characters, and hard to guess.")


@strawberry.input(description="Asks for a mail with which the password can be set anew.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description="The account's address.")


@strawberry.input(description="The link's token, or the address with the code, and the new password.")
class ResetPasswordInput:
    new_password: str = strawberry.field(description="15 to 128 characters, and hard to guess.")
    token: str | None = strawberry.field(default=None, description="What follows `token=` in the link.")
    email: str | None = strawberry.field(default=None, description="With `code`: the address.")
    code: str | None = strawberry.field(default=None, description="The eight letters and digits.")


@strawberry.input(description="Asks for another address of the account.")
class RequestEmailChangeInput:
    new_email: str = strawberry.field(description="A mail with a link and a code goes there.")
    password: str = strawberry.field(description="The account's password.")


@strawberry.input(description="The link's token, or the code, of the mail to the new address.")
class ConfirmEmailChangeInput:
    token: str | None = strawberry.field(default=None, description="What follows `token=` in the link.")
    code: str | None = strawberry.field(default=None, description="The eight letters and digits.")


@strawberry.input(description="The numbers that prove a practitioner, physician or nurse practitioner.")
class IdentifyAsPractitionerInput:
    dea_number: str = strawberry.field(description="Your own DEA number, without a hospital's suffix.")
    ssn_last4: str = strawberry.field(description="The last four digits of your Social Security number.")


@strawberry.input(description="Confirms the reviewed profile.")
class ConfirmPractitionerProfileInput:
    practitioner_id: strawberry.ID = strawberry.field(description="The profile's practitionerId.")


@strawberry.input(description="Says that the profile is wrong.")
class ReportProfileProblemInput:
    practitioner_id: strawberry.ID = strawberry.field(description="The profile's practitionerId.")
    message: str = strawberry.field(description="What is wrong, at most 1000 characters.")


@strawberry.input(description="Proves to be the patient of an application with the account's address.")
class IdentifyAsPatientInput:
    date_of_birth: date = strawberry.field(description="The patient's.")


@strawberry.input(description="Proves to be the caregiver of an application with the account's address.")
class IdentifyAsCaregiverInput:
    date_of_birth: date = strawberry.field(description="The caregiver's.")


@strawberry.input(description="A reviewer decides about a practitioner.")
class DecidePractitionerReviewInput:
    review_id: strawberry.ID = strawberry.field(description="The review's id.")
    decision: ReviewDecision = strawberry.field(description="Approved or refused.")
    reason: str = strawberry.field(description="Why, at most 1000 characters.")


@strawberry.input(description="Asks for a temporary e-mail address for a patient who has none.")
class CreateTemporaryEmailInput(Repeatable):
    language: Language = strawberry.field(default=Language.EN, description="The language of the hand-out.")


@strawberry.input(description="Asks for a new one-time password for a temporary address.")
class ReissueTemporaryEmailInput:
    address: str = strawberry.field(description="The temporary address.")
    language: Language = strawberry.field(default=Language.EN, description="The language of the hand-out.")


@strawberry.input(
    description="Opens the account of a temporary address with a password of the patient's own."
)
class ReplaceTemporaryPasswordInput:
    email: str = strawberry.field(description="The temporary address.")
    temporary_password: str = strawberry.field(description="The one-time password of the hand-out.")
    new_password: str = strawberry.field(description="15 to 128 characters, and hard to guess.")
