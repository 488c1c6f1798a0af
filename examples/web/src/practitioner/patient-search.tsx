/** Patients are looked for by last name, and their certifications shown page after page. */
import { useState } from "react";
import { useSettled } from "../parts/settled";
import { useText } from "../text";

const PAGE = 20;
const MOST = 100;

export function usePatientSearch() {
  const [lastName, setLastName] = useState("");
  const [pages, setPages] = useState(1);
  const first = Math.min(PAGE * pages, MOST);
  return { lastName, setLastName, settled: useSettled(lastName.trim()), first, more: () => setPages(pages + 1) };
}

export function PatientSearch({ search: { lastName, setLastName } }: { search: ReturnType<typeof usePatientSearch> }) {
  const { t } = useText();
  return (
    <label className="search">
      {t.desk.search}
      <input type="search" name="lastName" value={lastName} onChange={(event) => setLastName(event.target.value)} />
    </label>
  );
}
