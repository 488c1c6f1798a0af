"""Identity's subgraph: types and thin resolvers."""

import strawberry
from strawberry.extensions import AddValidationRules

from chassis.subgraph import EXTENSIONS
from services.identity.schema.account import Account, Practitioner
from services.identity.schema.mutations import Mutation
from services.identity.schema.once import OneCredentialMutation
from services.identity.schema.queries import Query

schema = strawberry.federation.Schema(
    query=Query,
    mutation=Mutation,
    types=[Account, Practitioner],
    extensions=[lambda: AddValidationRules([OneCredentialMutation]), *EXTENSIONS],
    federation_version="2.9",
)
