"""Identity's subgraph: types and thin resolvers."""

import strawberry

from services.identity.schema.account import Account, Practitioner
from services.identity.schema.mutations import Mutation
from services.identity.schema.queries import Query

schema = strawberry.federation.Schema(
    query=Query, mutation=Mutation, types=[Account, Practitioner], federation_version="2.9"
)
