"""Which passwords are acceptable (NIST SP 800-63B section 5.1.1.2): long enough and not a common one."""

import unicodedata

MIN_CHARS, MAX_CHARS = 8, 128
_OFTEN_USED = """
12345678 123456789 1234567890 password password1 password12 password123 passw0rd qwerty123 qwertyuiop
iloveyou sunshine princess football baseball superman trustno1 letmein1 welcome1 welcome123 abc12345 abcd1234
11111111 00000000 88888888 87654321 q1w2e3r4 1q2w3e4r 1qaz2wsx zaq12wsx asdfghjk changeme administrator
connecticut hartford marijuana cannabis doctor123 registration
"""
_COMMON = frozenset(_OFTEN_USED.split())


class BadPassword(ValueError):
    """Not acceptable; the text tells why."""


def normal_password(text: str) -> str:
    """What is hashed: an accent or a full-width digit is the same however a keyboard sends it."""
    return unicodedata.normalize("NFKC", text)


def acceptable_password(text: str, *, email: str) -> str:
    """The password in normal form (NFKC). Raises BadPassword."""
    password = normal_password(text)
    if len(password) < MIN_CHARS:
        raise BadPassword(f"Use at least {MIN_CHARS} characters. A few words are easy to remember.")
    if len(password) > MAX_CHARS:
        raise BadPassword(f"Use at most {MAX_CHARS} characters.")
    lowered = password.casefold()
    if lowered in _COMMON or len(set(lowered)) == 1 or lowered in (email, email.partition("@")[0]):
        raise BadPassword("This password is among the first that a thief tries. Choose another.")
    return password
