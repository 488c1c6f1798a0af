import { type Fact, Facts } from "../parts/facts";
import { useText } from "../text";
import type { Certification } from "./outcome";

/** What was signed and where it stands; `full` for who decides on it without having met the patient. */
export function CertificationFacts({ certification, full }: { certification: Certification; full: boolean }) {
  const { t, day } = useText();
  const { patient, practitioner, caregiver, proposedCaregiver: proposed, findings, registration, registrationEmail } = certification;
  const modality = findings.modality && t.modalities[findings.modality];
  const facts: Fact[] = [
    [t.outcome.patient, `${patient.firstName ?? ""} ${patient.lastName ?? ""}`],
    ...(full
      ? ([
          [t.fields["patient.dateOfBirth"], patient.dateOfBirth && day(patient.dateOfBirth)],
          [t.application.address, `${patient.street ?? ""}, ${patient.city ?? ""}, ${patient.state ?? ""} ${patient.zip ?? ""}`],
          [t.application.practitioner, practitioner && `${practitioner.firstName} ${practitioner.lastName}, ${practitioner.credential}`],
          [t.fields["findings.examinedOn"], findings.examinedOn && [day(findings.examinedOn), modality].filter(Boolean).join(", ")],
        ] satisfies Fact[])
      : []),
    [t.email, patient.email],
    [t.outcome.conditions, certification.conditions.map((each) => each.name).join("; ")],
    [t.outcome.proposed, proposed && `${proposed.firstName ?? ""} ${proposed.lastName ?? ""}, ${proposed.email ?? ""}`],
    [t.outcome.caregiver, caregiver && `${caregiver.firstName ?? ""} ${caregiver.lastName ?? ""}`],
    [t.outcome.signedOn, certification.signedOn && day(certification.signedOn)],
    [t.outcome.validUntil, certification.validUntil && day(certification.validUntil)],
    [t.outcome.registration, registration && t.registrations[registration.status]],
    [t.outcome.mail, registrationEmail && t.deliveries[registrationEmail.state]],
    [t.outcome.why, certification.endedBecause],
  ];
  return <Facts facts={facts} />;
}
