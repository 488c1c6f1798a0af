"""What can be done in identity: one file per subject, joined here."""

import strawberry

from services.identity.schema.mutations.accounts import Accounts
from services.identity.schema.mutations.credentials import Credentials
from services.identity.schema.mutations.persons import Persons
from services.identity.schema.mutations.practitioners import Practitioners
from services.identity.schema.mutations.reviews import Reviews
from services.identity.schema.mutations.sessions import Sessions
from services.identity.schema.mutations.temporary_emails import TemporaryEmails


@strawberry.type
class Mutation(Accounts, Sessions, Credentials, Practitioners, Persons, Reviews, TemporaryEmails):
    pass
