"""What others depend on: events, the subgraphs' schemas, the supergraph. Imports nothing of ours."""
