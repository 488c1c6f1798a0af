/** The pre-filled application, and the parts of its registration that this account completes. */
import { type ApplicationPart, MyApplicationsDocument, type MyApplicationsQuery } from "../api/generated";
import { Assistance } from "../parts/assistance";
import { type Fact, Facts } from "../parts/facts";
import { Notice, Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { NotFound } from "../not-found";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";
import { CompletePart } from "./complete-part";
import { ReportChange } from "./report-change";

export type PersonsApplication = NonNullable<MyApplicationsQuery["myApplications"]>[number];

export function Application({ id }: { id: string }) {
  const { t } = useText();
  const { data, failure, reload } = useQuery(MyApplicationsDocument, {});
  const application = data?.myApplications?.find((each) => each.id === id);
  if (data && !application) return <NotFound />;
  return (
    <Page title={t.application.title}>
      {application ? <ApplicationContent application={application} onChange={reload} /> : <Waiting failure={failure} />}
    </Page>
  );
}

interface ContentProps {
  application: PersonsApplication;
  onChange: () => Promise<void>;
}

export function ApplicationContent({ application, onChange }: ContentProps) {
  const { t, day } = useText();
  const { me } = useSignedIn();
  const { patient, practitioner, caregiver, registration } = application;
  const parts = (["PATIENT", "CAREGIVER"] as const satisfies readonly ApplicationPart[]).filter((part) =>
    me?.links.some((link) => link.certificationId === application.id && link.part === part),
  );
  const status = registration?.status;
  const facts: Fact[] = [
    [t.outcome.patient, `${patient.firstName ?? ""} ${patient.lastName ?? ""}`],
    [t.fields["patient.dateOfBirth"], patient.dateOfBirth && day(patient.dateOfBirth)],
    [t.application.address, `${patient.street ?? ""}, ${patient.city ?? ""}, ${patient.state ?? ""} ${patient.zip ?? ""}`],
    [t.email, patient.email],
    [t.fields["patient.phone"], patient.phone],
    [t.outcome.conditions, application.conditions.map((each) => each.name).join("; ")],
    [t.outcome.caregiver, caregiver && `${caregiver.firstName ?? ""} ${caregiver.lastName ?? ""}`],
    [t.application.practitioner, practitioner && `${practitioner.firstName} ${practitioner.lastName}, ${practitioner.credential}`],
    [t.outcome.validUntil, application.validUntil && day(application.validUntil)],
  ];
  return (
    <>
      {status === "REGISTERED" && <Notice kind="good">{t.application.registered}</Notice>}
      {status === "AWAITING_CAREGIVER" && <Notice kind="plain">{t.application.awaitingCaregiver}</Notice>}
      {status === "CLOSED" && <Notice kind="plain">{t.application.closed}</Notice>}
      <p>{t.application.text}</p>
      <Facts facts={facts} />
      {status !== "CLOSED" && <ReportChange certificationId={application.id} />}
      {parts.map((part) => {
        const open = part === "PATIENT" ? registration?.patient : registration?.caregiver;
        if (!open || open.completedAt || status === "CLOSED") return null;
        return (
          <CompletePart
            key={part}
            certificationId={application.id}
            part={part}
            statements={open.statements}
            onDone={onChange}
          />
        );
      })}
      {status !== "CLOSED" && status !== "REGISTERED" && <Assistance zip={patient.zip ?? null} />}
    </>
  );
}
