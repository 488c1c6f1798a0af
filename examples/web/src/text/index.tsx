/** The client's words in the person's language. Each language is one file with the same keys. */
import { type ReactNode, createContext, useContext, useEffect, useMemo, useState } from "react";
import { type Text, en } from "./en";
import { es } from "./es";

const TEXTS = { en, es } satisfies Record<string, Text>;
const KEPT = "language";
export type LanguageCode = keyof typeof TEXTS;
export const LANGUAGES: readonly (readonly [LanguageCode, string])[] = [
  ["en", "English"],
  ["es", "Español"],
];

interface InLanguage {
  t: Text;
  language: LanguageCode;
  setLanguage: (language: LanguageCode) => void;
  /** A calendar date as people write it. */
  day: (date: string) => string;
  /** A moment, by Connecticut's clock. */
  moment: (instant: string) => string;
}

const Context = createContext<InLanguage | null>(null);

export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<LanguageCode>(preferred);
  useEffect(() => {
    document.documentElement.lang = language;
    localStorage.setItem(KEPT, language);
  }, [language]);
  const value = useMemo<InLanguage>(() => {
    const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
    const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "America/New_York" });
    return {
      t: TEXTS[language],
      language,
      setLanguage,
      day: (date) => days.format(new Date(`${date}T00:00:00Z`)),
      moment: (instant) => moments.format(new Date(instant)),
    };
  }, [language]);
  return <Context value={value}>{children}</Context>;
}

export function useText(): InLanguage {
  const value = useContext(Context);
  if (!value) throw new Error("outside of TextProvider");
  return value;
}

function preferred(): LanguageCode {
  const kept = localStorage.getItem(KEPT) ?? navigator.language.slice(0, 2);
  return kept === "es" ? "es" : "en";
}
