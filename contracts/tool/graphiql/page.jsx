// The page at `/`: GraphiQL over this gateway's own endpoint, with nothing from elsewhere.
import React from "react";
import { createRoot } from "react-dom/client";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";

const fetcher = async (parameters, options) => {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      ...options?.headers,
    },
    body: JSON.stringify(parameters),
  });
  return answer.json();
};

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL fetcher={fetcher} shouldPersistHeaders={false} defaultEditorToolsVisibility="headers" />,
);
