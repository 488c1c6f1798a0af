/** Brings people to where a test begins, without the browser. */
import { linkTo } from "./inbox.mjs";
import { PASSWORD, STORY } from "./people.mjs";

/** An account with its address verified; answers with an access token. */
export async function hasAccount(email, kind) {
  await send("mutation($input: SignUpInput!) { answer: signUp(input: $input) { userErrors { message } } }", { email, password: PASSWORD, kind });
  const token = new URL(await linkTo("verify", email)).searchParams.get("token");
  await send("mutation($input: VerifyEmailInput!) { answer: verifyEmail(input: $input) { userErrors { message } } }", { token, password: PASSWORD });
  return session(email);
}

/** A physician who confirmed the profile; answers with an access token. */
export async function isIdentified(physician) {
  const token = await hasAccount(physician.email, "PRACTITIONER");
  const { profile } = await send(
    "mutation($input: IdentifyAsPractitionerInput!) { answer: identifyAsPractitioner(input: $input) { profile { practitionerId } userErrors { message } } }",
    { deaNumber: physician.dea, ssnLast4: physician.ssn },
    token,
  );
  await send(
    "mutation($input: ConfirmPractitionerProfileInput!) { answer: confirmPractitionerProfile(input: $input) { userErrors { message } } }",
    { practitionerId: profile.practitionerId },
    token,
  );
  return session(physician.email);
}

/** A draft that nothing blocks; answers with its id. */
export async function hasDraft(token, person, options) {
  return (await started(token, person, options)).id;
}

async function started(token, person, { findings = {} } = {}) {
  const named = { firstName: person.first, lastName: person.last, dateOfBirth: person.born, email: person.email, phone: person.phone };
  const input = { patient: { ...STORY.patient, ...named }, findings: { ...STORY.findings, ...findings } };
  const answer = await send(
    "mutation($input: StartCertificationInput!) { answer: startCertification(input: $input) { certification { id version } userErrors { message } } }",
    input,
    token,
  );
  return answer.certification;
}

export async function isCertified(token, person, options) {
  const { id: certificationId, version } = await started(token, person, options);
  await send(
    "mutation($input: SubmitCertificationInput!) { answer: submitCertification(input: $input) { userErrors { message } } }",
    { certificationId, version },
    token,
  );
  return certificationId;
}

/** The payload of `answer`. What another service has not heard of yet is asked for again. */
export async function send(query, input, token) {
  for (let tries = 0; ; tries++) {
    const response = await fetch(`${process.env.GATEWAY}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data, errors } = await response.json();
    const wrong = errors?.[0]?.message ?? data.answer.userErrors[0]?.message;
    if (!wrong) return data.answer;
    if (errors?.[0]?.extensions.code !== "SERVICE_UNAVAILABLE" || tries > 50) throw new Error(wrong);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function session(email) {
  const { session } = await send(
    "mutation($input: SignInInput!) { answer: signIn(input: $input) { session { accessToken } userErrors { message } } }",
    { email, password: PASSWORD },
  );
  return session.accessToken;
}
