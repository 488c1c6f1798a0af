"""What a rotation of keys seals anew in notifications (chassis/rotation.py).

Not the blind index of deliveries: the address of a mail that went out is forgotten, so its entry cannot be made
anew, and without it the mail could go out again. An old key of `notifications.index` therefore stays in the ring.
"""

from chassis.rotation import Resealed
from services.notifications.store import applications, documents, practitioners

RESEALED = (
    Resealed(applications.COLLECTION, {"sealed": "people"}),
    Resealed(documents.COLLECTION, {"sealed": "content"}),
    Resealed(practitioners.COLLECTION, {"sealed": "contact"}),
)
