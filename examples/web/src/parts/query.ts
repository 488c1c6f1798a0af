/** Data that is read when a page opens, and again every now and then where `everyMs` says so: there is no push. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../api/errors";
import type { TypedDocumentString } from "../api/generated";
import { request } from "../api/request";
import { useSignedIn } from "../signed-in";

export function useQuery<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { everyMs, until }: { everyMs?: number; until?: (data: Data) => boolean } = {},
) {
  const { renew } = useSignedIn();
  const [data, setData] = useState<Data | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const key = JSON.stringify(variables);
  const newest = useRef(key);
  const reload = useCallback(async () => {
    newest.current = key;
    try {
      const read = await request(document, JSON.parse(key) as Variables);
      if (newest.current !== key) return; // something else was asked for meanwhile
      setData(read);
      setFailure(null);
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "INTERNAL";
      setFailure(code);
      if (code === "UNAUTHENTICATED") await renew();
    }
  }, [document, key, renew]);
  useEffect(() => {
    void reload();
  }, [reload]);
  const done = data !== null && until?.(data) === true;
  useEffect(() => {
    if (!everyMs || done) return;
    const timer = setInterval(() => {
      if (window.document.visibilityState === "visible") void reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, done, reload]);
  return { data, failure, reload };
}
