/** The session of a page, and a network that fails. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasDraft, isIdentified, send } from "./api.mjs";
import { DESKTOP, somebody } from "./browser.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

async function signedIn(place, name) {
  const doctor = physician(place);
  const token = await isIdentified(doctor);
  const window = await somebody(name, DESKTOP);
  await window.open("/app/sign-in");
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Your patients");
  return { doctor, token, window };
}

test("it outlasts a reload, no script can read it, and signing out ends it", async () => {
  const { window } = await signedIn(20, "session");
  await window.page.reload();
  await window.arrives("Your patients");

  const readable = await window.page.evaluate("JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])");
  assert.deepEqual(JSON.parse(readable), ["", { language: "en" }, {}]);

  await window.click("button", /^Account: /);
  await window.sees("Signed in as");
  await window.looks("menu");
  await window.click("button", "Sign out");
  await window.arrives("Palliative use of marijuana: certification and registration");
  await window.page.reload();
  await window.arrives("Palliative use of marijuana: certification and registration");
  assert.deepEqual(window.complaints, []);
});

test("a session that was ended elsewhere asks to sign in, and goes on where it was", async () => {
  const { doctor, token, window } = await signedIn(21, "ended");
  const draft = await hasDraft(token, patient());
  await send("mutation($input: SignOutEverywhereInput!) { answer: signOutEverywhere(input: $input) { userErrors { message } } }", {}, token);
  await window.open(`/app/certifications/${draft}`);
  await window.arrives("Sign in");
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Add New Patient");
});

test("an answer that got lost is asked for again, and the patient is certified once", async () => {
  const { token, window } = await signedIn(22, "lost-answer");
  const ana = patient();
  await window.open(`/app/certifications/${await hasDraft(token, ana)}`);
  await window.arrives("Add New Patient");
  const keys = [];
  await window.page.route("**/graphql", async (route) => {
    const { query, variables } = route.request().postDataJSON();
    if (!query.includes("mutation SubmitCertification")) return route.continue();
    keys.push(variables.input.idempotencyKey);
    if (keys.length > 1) return route.continue();
    await route.fetch(); // it was done
    return route.abort();
  });
  await window.click("button", "Certify");
  await window.arrives("Your patient is certified");
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test("while a part of the system is away the client tries again, and says so if that lasts", async () => {
  const { window } = await signedIn(23, "away");
  let refused = 0;
  await window.page.route("**/graphql", (route) => {
    if (!route.request().postDataJSON().query.includes("mutation StartCertification") || refused++ > 0) return route.continue();
    return route.fulfill({ status: 200, json: { errors: [{ message: "Try again.", extensions: { code: "SERVICE_UNAVAILABLE" } }] } });
  });
  await window.click("button", "Add New Patient");
  await window.arrives("Add New Patient");
  await window.sees("Conditions that you found");
  assert.equal(refused, 2);

  await window.page.unroute("**/graphql");
  await window.page.route("**/graphql", (route) => route.abort());
  await window.fill("First name", "Ana");
  await window.sees("Not saved. It is tried again with the next change.");
  await window.page.unroute("**/graphql");
  await window.fill("Last name", "Silva");
  await window.sees("Saved.");
});
