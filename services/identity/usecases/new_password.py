"""Who chooses a password hears what is wrong with it."""

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.passwords import BadPassword
from services.identity.hashing import hash_new_password


async def hash_of_new(password: str, *, email: str, field: str) -> str:
    """Raises Refused, about `field`, where the password is too short or easy to guess."""
    try:
        return await hash_new_password(password, email=email)
    except BadPassword as reason:
        raise Refused(Refusal(UserErrorCode.INVALID, str(reason), (field,))) from None
