// Asks the GraphQL endpoint at ARGV[2] everything of the graphql-http audit. Prints one JSON line.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((each) => each.status !== "ok");
for (const each of failed) each.response?.body?.cancel?.();
console.log(
  JSON.stringify({
    checks: results.length,
    failed: failed.map(({ id, name, status, reason }) => `${id} ${status}: ${name} (${reason})`),
  }),
);
