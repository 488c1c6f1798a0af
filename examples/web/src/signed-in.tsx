/** Who is signed in, for the whole client. */
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { MeDocument, type MeQuery } from "./api/generated";
import { request } from "./api/request";
import * as session from "./api/session";

export type Me = NonNullable<MeQuery["me"]>;

/** Where an account finds the applications that it is a person of: a practitioner has the desk on the first page. */
export function placeOfApplications(me: Me | null | undefined): string {
  return me?.practitioner ? "/applications" : "/";
}

interface SignedIn {
  /** Undefined while it is not known yet, null for nobody. */
  me: Me | null | undefined;
  /** After something was proved: tokens that tell it, and the account anew. */
  renew: () => Promise<void>;
  /** After signIn of the session. */
  load: () => Promise<void>;
  signOut: () => Promise<void>;
}

const Context = createContext<SignedIn | null>(null);

export function SignedInProvider({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me | null | undefined>(undefined);
  const load = useCallback(async () => setMe((await request(MeDocument, {})).me ?? null), []);
  const renew = useCallback(async () => {
    if (await session.refresh()) await load();
    else setMe(null);
  }, [load]);
  const signOut = useCallback(async () => {
    setMe(null);
    await session.signOut();
  }, []);
  useEffect(() => {
    renew().catch(() => setMe(null));
  }, [renew]);
  const value = useMemo(() => ({ me, renew, load, signOut }), [me, renew, load, signOut]);
  return <Context value={value}>{children}</Context>;
}

export function useSignedIn(): SignedIn {
  const value = useContext(Context);
  if (!value) throw new Error("outside of SignedInProvider");
  return value;
}
