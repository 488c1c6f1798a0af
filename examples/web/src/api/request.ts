/** Sends operations for whoever is signed in, and again where that is right. */
import { ApiError } from "./errors";
import type { TypedDocumentString } from "./generated";
import { sendOnce } from "./send";
import { accessToken, refresh } from "./session";

const WAITS_MS = [300, 600, 1000, 2000, 3000];

/**
 * SERVICE_UNAVAILABLE: nothing was done, so it is sent again. No answer at all: a query is sent again, a mutation only
 * with the same idempotency key, under which it is done once.
 */
export async function request<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  for (let tries = 0; ; tries++) {
    try {
      return await sendSignedIn(document, variables);
    } catch (error) {
      const wait = WAITS_MS[tries];
      if (wait === undefined || !(error instanceof ApiError) || !mayRepeat(error.code, document, variables)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** A key of ours for a request that may have to be sent again. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sendSignedIn<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const token = await accessToken();
  try {
    return await sendOnce(document, variables, token);
  } catch (error) {
    const expired = token !== null && error instanceof ApiError && error.code === "UNAUTHENTICATED";
    if (!expired || !(await refresh())) throw error;
    return sendOnce(document, variables, await accessToken());
  }
}

function mayRepeat(code: string, document: { toString(): string }, variables: unknown): boolean {
  if (code === "SERVICE_UNAVAILABLE") return true;
  if (code !== "NETWORK" && code !== "OUTCOME_UNKNOWN") return false;
  return !document.toString().trimStart().startsWith("mutation") || JSON.stringify(variables).includes('"idempotencyKey"');
}
