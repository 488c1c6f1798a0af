import type { ReactNode } from "react";
import { Activity } from "./account/activity";
import { ChangeEmail } from "./account/change-email";
import { ChangePassword } from "./account/change-password";
import { ChoosePassword } from "./account/choose-password";
import { ConfirmEmail } from "./account/confirm-email";
import { ForgottenPassword } from "./account/forgotten-password";
import { ResetPassword } from "./account/reset-password";
import { Sessions } from "./account/sessions";
import { SignIn } from "./account/sign-in";
import { SignUp } from "./account/sign-up";
import { Verify } from "./account/verify";
import { AcceptDelegation } from "./delegate/accept";
import { DraftsOf } from "./delegate/drafts";
import { Header } from "./header";
import { Home } from "./home";
import { NotFound } from "./not-found";
import { Waiting } from "./parts/notice";
import { AccessLog } from "./patient/access-log";
import { Application } from "./patient/application";
import { Applications } from "./patient/applications";
import { IdentifyAsPerson } from "./patient/identify";
import { Certification } from "./practitioner/certification";
import { Cosign } from "./practitioner/cosign";
import { Delegates } from "./practitioner/delegates";
import { CertificationHistory } from "./practitioner/history";
import { IdentifyAsPractitioner } from "./practitioner/identify";
import { PractitionerReview } from "./reviewer/practitioner-review";
import { Reviews } from "./reviewer/reviews";
import { useRouting } from "./routing";
import { useSignedIn } from "./signed-in";

const OPEN: Record<string, () => ReactNode> = {
  "/sign-in": () => <SignIn />,
  "/sign-up": () => <SignUp />,
  "/verify": () => <Verify />,
  "/choose-password": () => <ChoosePassword />,
  "/forgotten-password": () => <ForgottenPassword />,
  "/reset-password": () => <ResetPassword />,
  "/delegate": () => <AcceptDelegation />,
};

const SIGNED_IN: Record<string, (id: string) => ReactNode> = {
  "/account/password": () => <ChangePassword />,
  "/account/email": () => <ChangeEmail />,
  "/account/sessions": () => <Sessions />,
  "/account/activity": () => <Activity />,
  "/confirm-email": () => <ConfirmEmail />,
  "/identify/practitioner": () => <IdentifyAsPractitioner />,
  "/identify/patient": () => <IdentifyAsPerson key="patient" part="PATIENT" />,
  "/identify/caregiver": () => <IdentifyAsPerson key="caregiver" part="CAREGIVER" />,
  "/cosign": () => <Cosign />,
  "/delegates": () => <Delegates />,
  "/drafts/:id": (id) => <DraftsOf key={id} id={id} />,
  "/reviews": () => <Reviews />,
  "/reviews/:id": (id) => <PractitionerReview key={id} id={id} />,
  "/access-log": () => <AccessLog />,
  "/certifications/:id/history": (id) => <CertificationHistory key={id} id={id} />,
  "/certifications/:id": (id) => <Certification key={id} id={id} />,
  "/applications": () => <Applications />,
  "/applications/:id": (id) => <Application key={id} id={id} />,
};

export function App() {
  return (
    <>
      <Header />
      <Content />
    </>
  );
}

function Content() {
  const { path } = useRouting();
  const { me } = useSignedIn();
  const open = OPEN[path];
  if (open) return open();
  if (me === undefined) {
    return (
      <main id="content" className="page">
        <Waiting failure={null} />
      </main>
    );
  }
  if (path === "/") return <Home />;
  const [, place, id = "", ...rest] = path.split("/");
  const page = SIGNED_IN[path] ?? SIGNED_IN[["", place, ":id", ...rest].join("/")];
  if (!page) return <NotFound />;
  return me === null ? <ToSignIn /> : page(id);
}

/** The page stays in the address, and is shown once somebody is signed in. */
function ToSignIn() {
  const { path, query } = useRouting();
  const rest = query.toString();
  return <SignIn after={path + (rest ? `?${rest}` : "")} />;
}
