"""E-mail addresses and phone numbers in the one form in which they are compared and announced."""

import re
from functools import lru_cache

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

# Where practitioners' patients without e-mail have addresses, unless TEMPORARY_EMAIL_DOMAIN names another.
TEMPORARY_EMAIL_DOMAIN = "patients.registry.example"
_USUAL_EMAIL = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:(?![^.]{64})[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,63}"
)
_NO_DOMAINS = tuple(f".{domain}" for domain in SPECIAL_USE_DOMAIN_NAMES)
_TEN_DIGITS = re.compile(r"\s*(?:\+?1[-. ])?\(?([2-9][0-9]{2})[-.) ]{0,2}([2-9][0-9]{2})[-. ]?([0-9]{4})\s*")
_OF_THE_PLAN = re.compile(r"\+1[2-9](?!11)[0-9]{2}[2-9](?!11)[0-9]{6}")


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


def compared(email: str) -> str:
    """In the one form in which addresses are compared: a temporary one may be at a domain that nobody can have."""
    return normal_email(email) or email.strip().casefold()


def is_temporary(email: str, domain: str) -> bool:
    """Whether it is at the domain of temporary addresses, issued or not: nobody reads mail there."""
    return email.strip().lower().endswith(f"@{domain}")


def normal_phone(text: str) -> str | None:
    """The number as E.164, None where it is none of the North American plan (N11 codes are none, nor 0 and 1 first)."""
    if usual := _TEN_DIGITS.fullmatch(text):
        area, exchange, line = usual.groups()
        return f"+1{area}{exchange}{line}" if _in_use(area, exchange) else None
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    return _judged(number) if number.country_code == 1 else None


@lru_cache(maxsize=4096)  # Connecticut has some hundred
def _in_use(area: str, exchange: str) -> bool:
    """Whether numbers are given out there: the plan knows nothing finer than an exchange."""
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(f"{area}{exchange}2345"))
    return _judged(number) is not None


def _judged(number: phonenumbers.PhoneNumber) -> str | None:
    if not phonenumbers.is_valid_number(number):
        return None
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return formatted if _OF_THE_PLAN.fullmatch(formatted) else None
