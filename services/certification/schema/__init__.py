"""Certification's subgraph: types and thin resolvers."""

import strawberry

from chassis.subgraph import EXTENSIONS
from services.certification.schema.certification import Certification
from services.certification.schema.mutations import Mutation
from services.certification.schema.people import Caregiver, Patient
from services.certification.schema.queries import Query

schema = strawberry.federation.Schema(
    query=Query,
    mutation=Mutation,
    types=[Caregiver, Certification, Patient],
    extensions=EXTENSIONS,
    federation_version="2.9",
)
