"""E-mail addresses and phone numbers in the one form in which they are compared and announced."""

import re

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

# Where practitioners' patients without e-mail have addresses, unless TEMPORARY_EMAIL_DOMAIN names another.
TEMPORARY_EMAIL_DOMAIN = "patients.registry.example"
_USUAL_EMAIL = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:(?![^.]{64})[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,63}"
)
_NO_DOMAINS = tuple(f".{domain}" for domain in SPECIAL_USE_DOMAIN_NAMES)
_TEN_DIGITS = re.compile(r"\s*(?:\+?1[-. ])?\(?([2-9][0-9]{2})[-.) ]{0,2}([2-9][0-9]{2})[-. ]?([0-9]{4})\s*")
_N11 = re.compile(r"\+1([2-9]11[0-9]{7}|[0-9]{3}[2-9]11[0-9]{4})")


def normal_email(text: str) -> str | None:
    """The address in lower case, None where it is none (RFC 5321 with its lengths, 5322; no look-up)."""
    lower = text.strip().lower()
    if (
        text.isascii()
        and len(lower) <= 254
        and _USUAL_EMAIL.fullmatch(lower)
        and not lower.endswith(_NO_DOMAINS)
    ):
        return lower  # what the library would say of it, at a tenth of the cost
    try:
        return validate_email(text.strip(), check_deliverability=False, strict=True).normalized.lower()
    except EmailNotValidError:
        return None


def is_temporary(email: str, domain: str) -> bool:
    """Whether it is at the domain of temporary addresses, issued or not: nobody reads mail there."""
    return email.strip().lower().endswith(f"@{domain}")


def normal_phone(text: str) -> str | None:
    """The number as E.164, None where it is none of the North American plan (N11 codes are none)."""
    usual = _TEN_DIGITS.fullmatch(text)
    try:
        # The usual ways to write one need no parsing, which costs as much as the judgement itself.
        number = (
            phonenumbers.PhoneNumber(country_code=1, national_number=int("".join(usual.groups())))
            if usual
            else phonenumbers.parse(text, "US")
        )
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 1 or not phonenumbers.is_valid_number(number):
        return None
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None if _N11.fullmatch(formatted) else formatted
