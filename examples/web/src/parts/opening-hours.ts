import type { RegistrationAssistanceQuery } from "../api/generated";

type Hours = RegistrationAssistanceQuery["registrationAssistance"][number]["hours"][number];

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** One line for each run of days with the same hours, e.g. "Mon–Fri 10:00–20:00". */
export function openingHours(hours: readonly Hours[], language: string): string[] {
  const runs: { first: string; last: string; times: string }[] = [];
  for (const { day, opens, closes } of hours) {
    const times = `${opens}–${closes}`;
    const run = runs.at(-1);
    if (run?.times === times && DAYS.indexOf(day) === DAYS.indexOf(run.last) + 1) run.last = day;
    else runs.push({ first: day, last: day, times });
  }
  const name = nameOf(language);
  return runs.map(({ first, last, times }) => `${name(first)}${first === last ? "" : `–${name(last)}`} ${times}`);
}

function nameOf(language: string): (day: string) => string {
  const format = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  return (day) => format.format(new Date(Date.UTC(2024, 0, 1 + DAYS.indexOf(day)))); // a Monday
}
