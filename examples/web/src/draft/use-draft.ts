/**
 * A draft that saves itself: what was typed goes out when typing pauses, only the parts that changed, and then every
 * rule is asked again. One save runs at a time. Somebody else's newer state is taken over, what was typed here on top.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../api/errors";
import { CheckCertificationDocument, type DraftFragment, ReadDraftDocument } from "../api/generated";
import { request } from "../api/request";
import { useSignedIn } from "../signed-in";
import type { Assessment } from "./assessment";
import { type Group, saveGroup } from "./save";
import { type Path, type Value, type Values, groupOf, valuesOf } from "./values";

const PAUSE_MS = 350;

export interface OpenDraft {
  id: string;
  version: () => number;
  values: Values;
  hasCaregiver: boolean;
  assessment: Assessment;
  /** By path: why what was entered there was not taken. */
  refused: Readonly<Record<string, string>>;
  state: "saved" | "saving" | "failed";
  changedElsewhere: boolean;
  edit: (path: Path, value: Value) => void;
  setCaregiver: (wanted: boolean) => void;
  /** Saves what is not saved yet, and answers with what the rules then say; null where that failed. */
  flush: () => Promise<Assessment | null>;
  /** After a refusal: where somebody changed it meanwhile, what they changed is shown. */
  readAnew: () => Promise<void>;
}

export function useDraft(id: string): { draft: OpenDraft | null; failure: string | null } {
  const { renew } = useSignedIn();
  const server = useRef<DraftFragment | null>(null);
  const current = useRef<Values | null>(null);
  const caregiver = useRef(false);
  const dirty = useRef(new Set<Path | "caregiver">());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<Assessment | null> | null>(null);
  const [values, setValues] = useState<Values | null>(null);
  const [assessment, setAssessment] = useState<Assessment | null>(null);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [state, setState] = useState<OpenDraft["state"]>("saved");
  const [changedElsewhere, setChangedElsewhere] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const show = useCallback((next: Values) => {
    current.current = next;
    setValues(next);
  }, []);

  const takeOver = useCallback(
    (draft: DraftFragment) => {
      server.current = draft;
      const mine = current.current;
      const kept = mine ? [...dirty.current].flatMap((path) => (path === "caregiver" ? [] : [[path, mine[path]]])) : [];
      if (!dirty.current.has("caregiver")) caregiver.current = draft.caregiver != null;
      show({ ...valuesOf(draft), ...Object.fromEntries(kept) });
    },
    [show],
  );

  const check = useCallback(async () => {
    const { checkCertification } = await request(CheckCertificationDocument, { id });
    if (checkCertification) setAssessment(checkCertification);
    return checkCertification ?? null;
  }, [id]);

  /** Sends one group of changes. */
  const saveNext = useCallback(
    async (group: Group) => {
      const paths = [...dirty.current].filter((path): path is Path => path !== "caregiver" && groupOf(path) === group);
      paths.forEach((path) => dirty.current.delete(path));
      if (group === "caregiver") dirty.current.delete("caregiver");
      const answer = await saveGroup(group, paths, current.current!, server.current!, caregiver.current).catch((error) => {
        paths.forEach((path) => dirty.current.add(path));
        if (group === "caregiver") dirty.current.add("caregiver");
        throw error;
      });
      const wrong = answer.userErrors;
      if (wrong.some((error) => error.code === "CONFLICT") && answer.certification) {
        paths.forEach((path) => dirty.current.add(path));
        if (group === "caregiver") dirty.current.add("caregiver");
        takeOver(answer.certification);
        setChangedElsewhere(true);
        return;
      }
      const of = new Map(wrong.map((error) => [error.path.slice(1).join("."), error.message]));
      setRefused((before) => ({
        ...Object.fromEntries(Object.entries(before).filter(([path]) => !paths.includes(path as Path))),
        ...Object.fromEntries(of),
      }));
      if (wrong.length === 0 && answer.certification) server.current = answer.certification;
      else if (group !== "caregiver") paths.filter((path) => !of.has(path)).forEach((path) => dirty.current.add(path));
      if (wrong.length && of.size && !paths.some((path) => of.has(path))) throw new ApiError(wrong[0]!.code, wrong[0]!.message);
    },
    [takeOver],
  );

  const save = useCallback(async () => {
    setState("saving");
    try {
      while (dirty.current.size) {
        const [first] = dirty.current;
        await saveNext(first === "caregiver" ? "caregiver" : groupOf(first!));
      }
      const result = await check();
      setState(dirty.current.size ? "saving" : "saved");
      return result;
    } catch (error) {
      setState("failed");
      if (error instanceof ApiError && error.code === "UNAUTHENTICATED") await renew();
      return null;
    }
  }, [saveNext, check, renew]);

  const flush = useCallback(async (): Promise<Assessment | null> => {
    clearTimeout(timer.current);
    while (running.current) await running.current;
    running.current = save().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [save]);

  const later = useCallback(() => {
    setState("saving");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), PAUSE_MS);
  }, [flush]);

  const edit = useCallback(
    (path: Path, value: Value) => {
      show({ ...current.current!, [path]: value });
      dirty.current.add(path);
      later();
    },
    [show, later],
  );

  const setCaregiver = useCallback(
    (wanted: boolean) => {
      caregiver.current = wanted;
      dirty.current.add("caregiver");
      show({ ...current.current! });
      later();
    },
    [show, later],
  );

  const readAnew = useCallback(async () => {
    const before = server.current?.version;
    try {
      const { certification } = await request(ReadDraftDocument, { id });
      if (!certification) throw new ApiError("NOT_FOUND", "");
      takeOver(certification);
      await check();
      if (before !== undefined && before !== certification.version) setChangedElsewhere(true);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.code : "INTERNAL");
    }
  }, [id, takeOver, check]);

  useEffect(() => void readAnew(), [readAnew]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      if (dirty.current.size) void flush(); // who leaves the page keeps what was typed
    },
    [flush],
  );

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (dirty.current.size) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);

  if (!values || !assessment) return { draft: null, failure };
  const version = () => server.current!.version;
  const hasCaregiver = caregiver.current;
  const draft = { id, version, values, hasCaregiver, assessment, refused, state, changedElsewhere, edit, setCaregiver, flush, readAnew };
  return { draft, failure };
}
