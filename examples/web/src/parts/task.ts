/** Something that is sent when a person asks for it: whether it runs, and what went wrong. */
import { useCallback, useState } from "react";
import { ApiError, type UserError } from "../api/errors";
import { useSignedIn } from "../signed-in";

export interface Task {
  busy: boolean;
  /** Of the closed list of codes; null where nothing went wrong. */
  failure: string | null;
  userErrors: UserError[];
  /** The message for the input of this name, below `input`. */
  errorOf: (name: string) => string | undefined;
  /** `send` answers with the payload's userErrors; true where there are none. */
  run: (send: () => Promise<UserError[]>) => Promise<boolean>;
}

export function useTask(): Task {
  const { renew } = useSignedIn();
  const [state, setState] = useState({ busy: false, failure: null as string | null, userErrors: [] as UserError[] });
  const run = useCallback(
    async (send: () => Promise<UserError[]>) => {
      setState({ busy: true, failure: null, userErrors: [] });
      try {
        const userErrors = await send();
        setState({ busy: false, failure: null, userErrors });
        return userErrors.length === 0;
      } catch (error) {
        const failure = error instanceof ApiError ? error.code : "INTERNAL";
        setState({ busy: false, failure, userErrors: [] });
        if (failure === "UNAUTHENTICATED") await renew();
        return false;
      }
    },
    [renew],
  );
  const errorOf = (name: string) =>
    state.userErrors.find((error) => error.path.length > 1 && error.path.at(-1) === name)?.message;
  return { ...state, errorOf, run };
}
