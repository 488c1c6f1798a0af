/** What somebody sees first: by what their account proved, the desk, their applications, or the question who they are. */
import { Drafts } from "./delegate/drafts";
import { DelegationList, useDelegations } from "./delegate/works-for";
import { Waiting } from "./parts/notice";
import { Page } from "./parts/page";
import { Applications } from "./patient/applications";
import { Desk } from "./practitioner/desk";
import { Reviews } from "./reviewer/reviews";
import { Link } from "./routing";
import { useSignedIn } from "./signed-in";
import { useText } from "./text";

export function Home() {
  const { me } = useSignedIn();
  if (!me) return <Welcome />;
  if (me.practitioner) return <Desk practitioner={me.practitioner} />;
  if (me.links.length) return <Applications />;
  if (me.roles.includes("REVIEWER")) return <Reviews />;
  return <StaffOrNobodyYet />;
}

function Welcome() {
  const { t } = useText();
  const words = t.welcome;
  return (
    <Page title={words.title}>
      <p className="lead">{words.lead}</p>
      <div className="cards">
        <section className="card">
          <h2>{words.practitioner}</h2>
          <p>{words.practitionerText}</p>
          <Link to="/sign-up?as=practitioner" className="button primary">
            {words.createAccount}
          </Link>
        </section>
        <section className="card">
          <h2>{words.patient}</h2>
          <p>{words.patientText}</p>
          <Link to="/sign-up?as=patient" className="button primary">
            {words.register}
          </Link>
        </section>
      </div>
      <p>
        {words.haveAccount} <Link to="/sign-in">{words.signIn}</Link>
      </p>
      <p className="hint">{words.notAdvice}</p>
    </Page>
  );
}

/** Whom nobody knows but as the staff of practitioners; or somebody who has still to say who they are. */
function StaffOrNobodyYet() {
  const { t } = useText();
  const { delegations, failure } = useDelegations();
  if (!delegations && !failure) {
    return (
      <Page title={t.waiting}>
        <Waiting failure={null} />
      </Page>
    );
  }
  const [only, ...others] = delegations ?? [];
  if (!only) return <WhoAreYou />;
  if (others.length === 0) return <Drafts delegation={only} />;
  return (
    <Page title={t.drafts.worksFor}>
      <DelegationList delegations={[only, ...others]} />
    </Page>
  );
}

function WhoAreYou() {
  const { t } = useText();
  const words = t.whoAreYou;
  return (
    <Page title={words.title} narrow>
      <p>{words.text}</p>
      <ul className="options">
        <li>
          <Link to="/identify/practitioner" className="button">
            {words.practitioner}
          </Link>
        </li>
        <li>
          <Link to="/identify/patient" className="button">
            {words.patient}
          </Link>
        </li>
        <li>
          <Link to="/identify/caregiver" className="button">
            {words.caregiver}
          </Link>
        </li>
      </ul>
      <p className="hint">{words.staff}</p>
    </Page>
  );
}
