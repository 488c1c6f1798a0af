// Hive Gateway in the place of ours, over a supergraph file as it is. SUBGRAPHS says where the services are, as JSON:
// {"identity": "http://127.0.0.1:8001/graphql", ...}. x-forwarded-for must come from a proxy of yours that sets it.
const { SUBGRAPHS = "{}" } = process.env;
const PASSED_ON = ["authorization", "traceparent", "x-request-id", "x-forwarded-for"];

export const gatewayConfig = {
  transportEntries: Object.fromEntries(
    Object.entries(JSON.parse(SUBGRAPHS)).map(([name, location]) => [name, { location }]),
  ),
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => Object.fromEntries(PASSED_ON.map((name) => [name, request.headers.get(name)])),
  },
};
