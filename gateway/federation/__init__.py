"""A Federation 2 engine (graphql-core and the standard library): `engine.Engine` serves one supergraph.

Once for a supergraph: `supergraph` (join SDL, by what `links` says, into `model`), `api_schema` (what clients see).
Once for a document: `operation` (parsed, `limits`, validated), `cost`; then, once for the truth of its conditions,
`normalize` (into `selection`), `planner` (into `plan`), `projection` (the answer's shape). All this is `remembered`.
For each request: `executor` (fetches, by `representations`), `introspection`, the shape applied.
"""
