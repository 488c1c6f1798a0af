/** A mutation that is sent when a person asks for it: whether it runs, what went wrong, and its payload once it is done. */
import { useRef } from "react";
import type { UserError } from "../api/errors";
import type { TypedDocumentString } from "../api/generated";
import { idempotencyKey, request } from "../api/request";
import { type Task, useTask } from "./task";

export interface Mutation<Payload, Input> extends Task {
  /** The payload where it was done; null where it was not: `failure` and `userErrors` tell why. */
  send: (input: Omit<Input, "idempotencyKey">) => Promise<Payload | null>;
}

interface Options<Payload, Input> {
  /** Gives it a key, the same until there is an answer: it is done once, however often it is sent. */
  once?: "idempotencyKey" extends keyof Input ? true : never;
  /** What belongs to it, before it counts as done: `renew` after a proof, reading the changed record anew. */
  then?: (payload: Payload) => unknown;
}

export function useMutation<Data extends object, Input extends object>(
  document: TypedDocumentString<Data, { input: Input }>,
  { once, then }: Options<Data[keyof Data], Input> = {},
): Mutation<Data[keyof Data], Input> {
  type Payload = Data[keyof Data];
  const task = useTask();
  const unanswered = useRef({ asked: "", key: "" });
  const send = async (asked: Omit<Input, "idempotencyKey">) => {
    let payload: Payload | null = null;
    const done = await task.run(async () => {
      const input = once ? { ...asked, idempotencyKey: keyOf(unanswered, asked) } : asked;
      const [answer] = Object.values(await request(document, { input: input as Input })) as [Payload & Refusable];
      unanswered.current.key = "";
      if (answer.userErrors.length === 0) await then?.(answer);
      payload = answer;
      return answer.userErrors;
    });
    return done ? payload : null;
  };
  return { ...task, send };
}

interface Refusable {
  userErrors: UserError[];
}

/** Another input gets another key: the server refuses one key for two. */
function keyOf(unanswered: { current: { asked: string; key: string } }, input: unknown): string {
  const asked = JSON.stringify(input);
  if (!unanswered.current.key || unanswered.current.asked !== asked) unanswered.current = { asked, key: idempotencyKey() };
  return unanswered.current.key;
}
