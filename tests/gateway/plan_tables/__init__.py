"""The tables of plans, one for each world: an example per feature."""

from tests.gateway.plan_tables import abstract, hidden, objects, requirements, types

TABLES = tuple(each.EXAMPLES for each in (objects, abstract, requirements, hidden, types))
