// Plans operations with Hive Router's planner: reads [{supergraph, operations}] from standard input and
// prints a line for each operation: [fetches, longest chain of them, plan], or a text where it refuses.
// Each line is out before the next operation begins, since a panic ends the process.
import { readFileSync, writeSync } from "node:fs";
import { QueryPlanner } from "@graphql-hive/router-query-planner";

const below = (node) => node.nodes ?? [node.node];
const isFetch = (node) => node.kind === "Fetch" || node.kind === "BatchFetch";
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

function fetches(node) {
  return !node ? 0 : isFetch(node) ? 1 : sum(below(node).map(fetches));
}

function chain(node) {
  if (!node) return 0;
  if (isFetch(node)) return 1;
  return node.kind === "Sequence" ? sum(below(node).map(chain)) : Math.max(...below(node).map(chain));
}

function planned(planner, operation) {
  try {
    const { node } = planner.plan(operation, undefined, new Set(), 0);
    return [fetches(node), chain(node), JSON.stringify(node, null, 1)];
  } catch (error) {
    return String(error.message);
  }
}

for (const { supergraph, operations } of JSON.parse(readFileSync(0, "utf8"))) {
  const planner = new QueryPlanner(supergraph);
  for (const operation of operations) writeSync(1, JSON.stringify(planned(planner, operation)) + "\n");
}
