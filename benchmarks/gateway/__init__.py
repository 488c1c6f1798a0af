"""The gateway beside a floor without GraphQL and beside Hive Gateway, over subgraphs that answer at once."""
