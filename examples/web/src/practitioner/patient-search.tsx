/** Patients are looked for by last name, and their certifications shown page after page. */
import { useState } from "react";
import { usePages } from "../parts/pages";
import { useSettled } from "../parts/settled";
import { useText } from "../text";

export function usePatientSearch() {
  const [lastName, setLastName] = useState("");
  return { lastName, setLastName, settled: useSettled(lastName.trim()), ...usePages() };
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
