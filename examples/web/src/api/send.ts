import { ApiError } from "./errors";
import type { TypedDocumentString } from "./generated";

const ENDPOINT = "/graphql";

/** Sends one operation once. Raises ApiError; NETWORK is ours, for a request that got no answer. */
export async function sendOnce<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  accessToken: string | null,
): Promise<Data> {
  const response = await fetch(ENDPOINT, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      accept: "application/graphql-response+json",
      "content-type": "application/json",
      ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  }).catch(() => {
    throw new ApiError("NETWORK", "No answer.");
  });
  const answer = (await response.json().catch(() => null)) as Answer<Data> | null;
  const error = answer?.errors?.[0];
  if (error) throw new ApiError(error.extensions?.code ?? "INTERNAL", error.message);
  if (!answer?.data) throw new ApiError("NETWORK", "No answer.");
  return answer.data;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}
