"""Notifications' subgraph: types and thin resolvers. Importable without settings."""

import strawberry

from chassis.subgraph import EXTENSIONS
from services.notifications.schema.certification import Certification
from services.notifications.schema.mutations import Mutation
from services.notifications.schema.queries import Query

schema = strawberry.federation.Schema(
    query=Query, mutation=Mutation, types=[Certification], extensions=EXTENSIONS, federation_version="2.9"
)
