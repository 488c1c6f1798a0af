/** What is refused, and what a person is told then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAccount, hasDraft, isCertified, isIdentified, send } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { linkTo, mailsTo } from "./inbox.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

test("a wrong password, and a link that was used", async () => {
  const doctor = physician(10);
  await hasAccount(doctor.email, "PRACTITIONER");
  const window = await somebody("refused-account", PHONE);

  await window.open("/app/sign-in");
  await window.signIn(doctor.email, "not-the-password");
  await window.page.getByRole("alert").waitFor();
  await window.looks("wrong-password");

  await window.open(await linkTo("verify", doctor.email));
  await window.arrives("Verify your e-mail address");
  assert.ok(!window.page.url().includes("token"), "the secret is out of the address");
  await window.fill("Password", PASSWORD);
  await window.click("button", "Verify");
  await window.page.getByRole("alert").waitFor();
  await window.looks("used-link");
});

test("somebody whom nobody certified gets the same answer, and no mail", async () => {
  const [doctor, ana, nobody] = [physician(11), patient(), patient()];
  const window = await somebody("refused-gate", DESKTOP);
  await window.open("/app/sign-up?as=patient");
  await window.fill("E-mail address", nobody.email);
  await window.fill("Password", PASSWORD);
  await window.click("button", "Create account");
  await window.arrives("Check your mail");
  await window.looks("same-answer");

  await isCertified(await isIdentified(doctor), ana);
  await hasAccount(ana.email, "PATIENT"); // whose mails came meanwhile
  assert.deepEqual(await mailsTo(nobody.email), []);
});

test("wrong digits prove nothing, and the right ones then do", async () => {
  const doctor = physician(12);
  await hasAccount(doctor.email, "PRACTITIONER");
  const window = await somebody("refused-proof", DESKTOP);
  await window.open("/app/identify/practitioner");
  await window.arrives("Sign in");
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("I am a physician or nurse practitioner");
  await window.fill("DEA number", doctor.dea);
  await window.fill("Last 4 digits of your Social Security number", doctor.ssn === "0000" ? "0001" : "0000");
  await window.click("button", "Continue");
  await window.page.getByRole("alert").waitFor();
  await window.looks("no-match");
  await window.fill("Last 4 digits of your Social Security number", doctor.ssn);
  await window.click("button", "Continue");
  await window.arrives("Review your profile");
});

test("at each field it shows what the law says, and an open rule leads to its field", async () => {
  const [doctor, ana] = [physician(13), patient()];
  const draft = await hasDraft(await isIdentified(doctor), ana);
  const window = await somebody("refused-rules", PHONE);
  await window.open(`/app/certifications/${draft}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Add New Patient");
  await window.sees("Everything that blocks is answered.");

  await window.fill("ZIP code", "10001");
  await window.sees("1 rule is still open.");
  const zip = window.page.getByLabel("ZIP code", { exact: true });
  const said = await zip.locator("xpath=../..").innerText();
  assert.match(said, /Against the rule:.*The ZIP code is a Connecticut one\. CGS 21a-408/s);
  await window.looks("against-the-rule");

  await window.click("button", "Certify");
  await window.sees("Some rules are still open.");
  await window.click("button", /The ZIP code is a Connecticut one/);
  assert.ok(await zip.evaluate((input) => input === document.activeElement));

  await window.fill("ZIP code", "06106");
  await window.fill("Town", "Storrs");
  await window.sees(/^Note:/);
  await window.answer(/confined/, "Yes");
  await window.sees("1 rule is still open.");
  await window.answer(/confined/, "No");
  await window.sees("Everything that blocks is answered.");
});

test("the form follows the law: for a minor it asks what the law asks of minors", async () => {
  const [doctor, mia] = [physician(14), { ...patient(), born: "2016-05-04" }];
  const draft = await hasDraft(await isIdentified(doctor), mia);
  const window = await somebody("minor", DESKTOP);
  await window.open(`/app/certifications/${draft}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Add New Patient");
  await window.sees("Your part");
  await window.sees("I hold the written consent");
  assert.equal(await window.page.getByRole("checkbox", { name: "Cancer" }).count(), 0);
  await window.click("button", "Name the guardian as caregiver");
  await window.sees(/undertake to control/);
  await window.looks("form");

  await window.fill("Date of birth", "1990-05-04");
  await window.page.getByRole("checkbox", { name: "Cancer" }).waitFor();
  await window.page.getByText("Your part", { exact: true }).waitFor({ state: "detached" });
});

test("a change elsewhere is shown, and what was entered here is kept", async () => {
  const [doctor, ana] = [physician(15), patient()];
  const token = await isIdentified(doctor);
  const draft = await hasDraft(token, ana);
  const window = await somebody("elsewhere", DESKTOP);
  await window.open(`/app/certifications/${draft}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Add New Patient");
  await send(
    "mutation($input: UpdatePatientProfileInput!) { answer: updatePatientProfile(input: $input) { userErrors { message } } }",
    { certificationId: draft, version: 1, patient: { city: "Milford" } },
    token,
  );
  await window.fill("Street and number", "9 Oak Lane");
  await window.sees("This draft was changed elsewhere.");
  assert.equal(await window.page.getByLabel("Town", { exact: true }).inputValue(), "Milford");
  await window.sees("Saved.");
  await window.page.reload();
  await window.arrives("Add New Patient");
  assert.equal(await window.page.getByLabel("Street and number", { exact: true }).inputValue(), "9 Oak Lane");
});

test("the wrong date of birth opens nothing, and every statement is asked for", async () => {
  const [doctor, ana] = [physician(16), patient()];
  await isCertified(await isIdentified(doctor), ana);
  await hasAccount(ana.email, "PATIENT");
  const window = await somebody("refused-patient", PHONE);
  await window.open("/app/identify/patient");
  await window.signIn(ana.email, PASSWORD);
  await window.fill("Patient's date of birth", "1961-04-13");
  await window.click("button", "Continue");
  await window.page.getByRole("alert").waitFor();
  await window.looks("no-match");
  await window.fill("Patient's date of birth", ana.born);
  await window.click("button", "Continue");
  await window.arrives("Your registration");
  await window.tick("I live in Connecticut.");
  await window.click("button", "Complete the registration");
  await window.sees("5 statements are still open.");
  await window.looks("open-statements");
});
