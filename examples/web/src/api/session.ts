/**
 * The session of a web page: the refresh token is in a cookie that no script can read, the access token in this
 * module's memory and nowhere else.
 */
import { type ClientKind, RefreshSessionDocument, SignInDocument, SignOutDocument } from "./generated";
import { sendOnce } from "./send";

const RENEW_BEFORE_MS = 30_000;
const WEB: ClientKind = "WEB";

interface Access {
  token: string;
  expiresAt: number;
}

let access: Access | null = null;
let refreshing: Promise<boolean> | null = null;

/** Null where somebody is signed in now; else why not. */
export async function signIn(email: string, password: string) {
  const { signIn: answer } = await sendOnce(
    SignInDocument,
    { input: { email, password, client: WEB, transport: "COOKIE" } },
    null,
  );
  keep(answer.session);
  return answer.userErrors;
}

export async function signOut(): Promise<void> {
  const token = access?.token ?? null;
  access = null;
  await sendOnce(SignOutDocument, { input: {} }, token);
}

/** New tokens, which name what was proved meanwhile. False: there is no session, or it has ended. */
export function refresh(): Promise<boolean> {
  refreshing ??= refreshOnce().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** The access token to send, renewed in time; null for nobody. */
export async function accessToken(): Promise<string | null> {
  if (access && access.expiresAt - Date.now() < RENEW_BEFORE_MS) await refresh();
  return access?.token ?? null;
}

async function refreshOnce(): Promise<boolean> {
  const { refreshSession } = await sendOnce(RefreshSessionDocument, { input: { transport: "COOKIE" } }, null);
  return keep(refreshSession.session);
}

function keep(session: { accessToken: string; accessTokenExpiresAt: string } | null | undefined): boolean {
  access = session ? { token: session.accessToken, expiresAt: Date.parse(session.accessTokenExpiresAt) } : null;
  return access !== null;
}
