import { ConfirmPractitionerProfileDocument, type ProfileFragment, ReportProfileProblemDocument } from "../api/generated";
import { Asked } from "../parts/asked";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Page } from "../parts/page";
import { useRouting } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";
import { ProfileFacts } from "./profile-facts";

export function ReviewProfile({ profile }: { profile: ProfileFragment }) {
  const { t } = useText();
  const words = t.profile;
  const { go } = useRouting();
  const { renew } = useSignedIn();
  const confirm = useMutation(ConfirmPractitionerProfileDocument, { then: renew });
  const practitionerId = profile.practitionerId;

  const confirmed = async () => {
    if (await confirm.send({ practitionerId })) go("/");
  };
  return (
    <Page title={words.title} narrow>
      <p>{words.text}</p>
      <ProfileFacts profile={profile} />
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
