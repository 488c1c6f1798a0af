"""The whole engine: a supergraph, its clients' schema, and operations that are read and planned once."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLSchema

from gateway.federation.api_schema import api_schema
from gateway.federation.errors import TooComplex
from gateway.federation.executor import Answer, Transport, execute
from gateway.federation.introspection import introspect
from gateway.federation.limits import Limits
from gateway.federation.model import Supergraph
from gateway.federation.normalize import Normalizer
from gateway.federation.operation import Operation, read_operation
from gateway.federation.plan import Plan
from gateway.federation.planner import Planner
from gateway.federation.remembered import Prepared, Remembered
from gateway.federation.supergraph import parse_supergraph, read_supergraph


class Engine:
    """Serves one supergraph."""

    def __init__(self, sdl: str, *, limits: Limits | None = None, suggest: bool = True) -> None:
        document = parse_supergraph(sdl)
        self.supergraph: Supergraph = read_supergraph(document)
        self.schema: GraphQLSchema = api_schema(document)
        self.limits = limits or Limits()
        self._suggest = suggest
        self._planner = Planner(self.supergraph)
        self.remembered = Remembered()

    def prepare(self, text: str, operation_name: str | None = None) -> Prepared:
        """Read a document, or find it among those that were read. Raises OperationError."""
        key = (text, operation_name)
        prepared = self.remembered.find(key)
        if prepared is not None:
            return prepared
        operation = read_operation(self.schema, text, operation_name, self.limits, suggest=self._suggest)
        prepared = Prepared(operation, key=key)
        self.remembered.add(prepared)
        return prepared

    def plan(self, prepared: Prepared, coerced: Mapping[str, Any]) -> Plan:
        """The plan for these variables: one for each combination of truth values in @skip and @include.

        Raises TooComplex where they ask for too much.
        """
        operation = prepared.operation
        if (cost := operation.cost.of(coerced)) > self.limits.cost:
            raise TooComplex(
                f"The operation may cost {cost:.0f} objects, more than {self.limits.cost}. Ask for less at once."
            )
        conditions = operation.conditions
        truth = tuple(bool(coerced.get(name)) for name in conditions)
        plan = self.remembered.find_plan(prepared, truth)
        if plan is None:
            selection = Normalizer(
                self.supergraph,
                operation.fragments,
                dict(zip(conditions, truth, strict=True)),
            ).selection(self._root_type(operation), [operation.definition.selection_set])
            plan = self._planner.plan(operation.kind, selection, operation.declarations)
            self.remembered.add_plan(prepared, truth, plan)
        return plan

    async def run(
        self,
        plan: Plan,
        operation: Operation,
        variables: Mapping[str, Any],
        transport: Transport,
        context: Any = None,
    ) -> Answer:
        """Run a plan. The variables are the client's, and fit (`Operation.coerced`)."""
        local = introspect(operation, variables) if plan.local else None
        return await execute(plan, variables, transport, context, local)

    async def execute(
        self, prepared: Prepared, variables: Mapping[str, Any], transport: Transport, context: Any = None
    ) -> Answer:
        """Plan and run a prepared operation. Raises OperationError where its variables do not fit."""
        plan = self.plan(prepared, prepared.operation.coerced(variables))
        return await self.run(plan, prepared.operation, variables, transport, context)

    def _root_type(self, operation: Operation) -> str:
        if operation.kind == "mutation" and self.supergraph.mutation is not None:
            return self.supergraph.mutation
        return self.supergraph.query
