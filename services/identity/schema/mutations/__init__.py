"""What can be done in identity: one file per subject, joined here."""

import strawberry

from services.identity.schema.mutations.accounts import Accounts
from services.identity.schema.mutations.persons import Persons
from services.identity.schema.mutations.practitioners import Practitioners
from services.identity.schema.mutations.sessions import Sessions


@strawberry.type
class Mutation(Accounts, Sessions, Practitioners, Persons):
    pass
