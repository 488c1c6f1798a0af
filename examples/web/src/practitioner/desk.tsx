import { useState } from "react";
import { type CertificationFilter, type CertificationStatus, DeskDocument, StartCertificationDocument } from "../api/generated";
import { WorksFor } from "../delegate/works-for";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { Link, useRouting } from "../routing";
import type { Me } from "../signed-in";
import { useText } from "../text";
import { CertificationList } from "./certification-list";
import { PatientSearch, usePatientSearch } from "./patient-search";

const POLL_MS = 15_000;
type View = "all" | "drafts" | "returned" | "waiting" | "expiring" | "undelivered" | "proposed" | "reported";

const ANY: CertificationFilter = { expiring: false, undelivered: false, returned: false, proposedCaregiver: false, reportedChange: false };
const FILTERS: Record<View, CertificationFilter | null> = {
  all: null,
  drafts: { ...ANY, status: "DRAFT" },
  returned: { ...ANY, returned: true },
  waiting: { ...ANY, registration: "AWAITING_PATIENT" },
  expiring: { ...ANY, expiring: true },
  undelivered: { ...ANY, undelivered: true },
  proposed: { ...ANY, proposedCaregiver: true },
  reported: { ...ANY, reportedChange: true },
};
/** Shown while there is something in them: they are rare. */
const RARE = new Set<View>(["returned", "proposed", "reported"]);

export function Desk({ practitioner }: { practitioner: NonNullable<Me["practitioner"]> }) {
  const { t } = useText();
  const words = t.desk;
  const { go } = useRouting();
  const start = useMutation(StartCertificationDocument, { once: true });
  const [view, setView] = useState<View>("all");
  const search = usePatientSearch();
  const filter = search.settled ? { ...ANY, ...FILTERS[view], patient: { lastName: search.settled } } : FILTERS[view];
  const { data, failure } = useQuery(DeskDocument, { first: search.first, filter }, { everyMs: POLL_MS });

  const add = async () => {
    const certification = (await start.send({ patient: { state: "CT" } }))?.certification;
    if (certification) go(`/certifications/${certification.id}`);
  };
  const count = (status: CertificationStatus) => data?.desk?.counts.find((each) => each.status === status)?.count ?? 0;
  const views: [View, string, number | null][] = [
    ["all", words.views.all, null],
    ["drafts", words.views.drafts, count("DRAFT")],
    ["returned", words.views.returned, data?.desk?.returned ?? 0],
    ["waiting", words.views.waiting, data?.desk?.awaitingPatient ?? 0],
    ["expiring", words.views.expiring, data?.desk?.expiring ?? 0],
    ["undelivered", words.views.undelivered, data?.desk?.undelivered ?? 0],
    ["proposed", words.views.proposed, data?.desk?.proposedCaregivers ?? 0],
    ["reported", words.views.reported, data?.desk?.reportedChanges ?? 0],
  ];
  const shown = views.filter(([each, , number]) => each === view || number || !RARE.has(each));

  return (
    <Page title={words.title}>
      <p className="lead">{words.of(`${practitioner.firstName} ${practitioner.lastName}, ${practitioner.credential}`)}</p>
      {!practitioner.confirmed && <Notice kind="plain">{words.notConfirmed}</Notice>}
      <Problems task={start} />
      <div className="buttons">
        <button type="button" className="primary" aria-disabled={start.busy} onClick={() => void add()}>
          {words.add}
        </button>
        <Link to="/cosign">{words.cosign}</Link>
      </div>
      <div className="toolbar">
        <div role="group" aria-label={words.show} className="views">
          {shown.map(([each, name, number]) => (
            <button key={each} type="button" className="quiet" aria-pressed={each === view} onClick={() => setView(each)}>
              {name}
              {number !== null && ` (${number})`}
            </button>
          ))}
        </div>
        <PatientSearch search={search} />
      </div>
      <CertificationList
        page={data?.certifications}
        failure={failure}
        nothing={search.settled || view !== "all" ? words.nothingFound : words.nothing}
        onMore={search.more}
      />
      <WorksFor />
    </Page>
  );
}
