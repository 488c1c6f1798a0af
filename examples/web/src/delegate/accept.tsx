/** Where an invitation's link leads: whoever is signed in drafts for that practitioner from then on. */
import { SignIn } from "../account/sign-in";
import { AcceptDelegationDocument } from "../api/generated";
import { Form } from "../parts/form";
import { Waiting } from "../parts/notice";
import { useMutation } from "../parts/mutation";
import { Page } from "../parts/page";
import { useRouting, useSecretOfLink } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

export function AcceptDelegation() {
  const { t } = useText();
  const { me } = useSignedIn();
  const { path, query } = useRouting();
  if (me === undefined) {
    return (
      <Page title={t.delegation.title} narrow>
        <Waiting failure={null} />
      </Page>
    );
  }
  // The link's secret stays in the address until somebody is signed in who can use it.
  if (me === null) return <SignIn key="invited" after={`${path}?${query}`} invited />;
  return <Accept />;
}

function Accept() {
  const { t } = useText();
  const { go } = useRouting();
  const { me } = useSignedIn();
  const token = useSecretOfLink();
  const accept = useMutation(AcceptDelegationDocument);
  const accepted = async () => {
    const practitioner = (await accept.send({ token: token ?? "" }))?.delegate?.practitioner;
    if (practitioner) go(`/drafts/${practitioner.id}`);
  };
  return (
    <Page title={t.delegation.title} narrow>
      <p>{t.delegation.text}</p>
      <p>{t.delegation.as(me?.email ?? "")}</p>
      <Form task={accept} submit={t.delegation.accept} onSubmit={() => void accepted()}>
        {null}
      </Form>
    </Page>
  );
}
