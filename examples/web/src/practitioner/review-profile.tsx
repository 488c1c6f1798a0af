import { ConfirmPractitionerProfileDocument, ReportProfileProblemDocument } from "../api/generated";
import { Asked } from "../parts/asked";
import { Facts } from "../parts/facts";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Page } from "../parts/page";
import { useRouting } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";
import type { Profile } from "./identify";

export function ReviewProfile({ profile }: { profile: Profile }) {
  const { t, day } = useText();
  const words = t.profile;
  const { go } = useRouting();
  const { renew } = useSignedIn();
  const confirm = useMutation(ConfirmPractitionerProfileDocument, { then: renew });
  const practitionerId = profile.practitionerId;

  const confirmed = async () => {
    if (await confirm.send({ practitionerId })) go("/");
  };
  const credential = ({ number, standing, expiresOn }: Profile["license"]) =>
    [number, words.standings[standing], expiresOn && words.until(day(expiresOn))].filter(Boolean).join(", ");

  return (
    <Page title={words.title} narrow>
      <p>{words.text}</p>
      <Facts
        facts={[
          [words.name, `${profile.firstName} ${profile.lastName}, ${profile.credential}`],
          [words.profession, words.professions[profile.profession]],
          [words.license, credential(profile.license)],
          [words.controlledSubstance, credential(profile.controlledSubstance)],
          [words.dea, credential(profile.dea)],
          [words.address, `${profile.street}, ${profile.city}, ${profile.state} ${profile.zip}`],
          [words.boards, profile.boardCertifications.join(", ") || t.none],
        ]}
      />
      {profile.deaFindings.length > 0 && <p className="hint">{words.unusual}</p>}
      <Problems task={confirm} />
      <p>
        <button type="button" className="primary" aria-disabled={confirm.busy} onClick={() => void confirmed()}>
          {words.confirm}
        </button>
      </p>
      <ReportProblem practitionerId={practitionerId} />
    </Page>
  );
}

function ReportProblem({ practitionerId }: { practitionerId: string }) {
  const { t } = useText();
  const report = useMutation(ReportProfileProblemDocument);
  return (
    <Asked
      task={report}
      summary={t.profile.wrong}
      label={t.profile.what}
      name="message"
      max={1000}
      submit={t.profile.report}
      send={(message) => report.send({ practitionerId, message })}
      done={t.profile.reported}
    />
  );
}
