/** What a reviewer decides, and what the practitioner then sees. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAccount, isCertified, isIdentified, send } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { PASSWORD, STORY, patient, physician } from "./people.mjs";

const BY_TELEHEALTH = { findings: { modality: "TELEHEALTH" } };

async function atReviews(name, device) {
  const reviewer = await somebody(name, device);
  await reviewer.open("/app/sign-in");
  await reviewer.signIn(STORY.reviewer, PASSWORD);
  await reviewer.arrives("Reviews");
  return reviewer;
}

test("a certification that a rule gave to review is refused with a reason, another one is approved and later revoked", async () => {
  const [doctor, ana, ben] = [physician(62), patient(), patient()];
  const token = await isIdentified(doctor);
  const [first, second] = [await isCertified(token, ana, BY_TELEHEALTH), await isCertified(token, ben, BY_TELEHEALTH)];
  const reviewer = await atReviews("reviewer", DESKTOP);
  await reviewer.sees(`${ana.first} ${ana.last}`);
  await reviewer.looks("queue");
  await reviewer.click("link", `${ana.first} ${ana.last}`);
  await reviewer.arrives("In review", "case");
  await reviewer.sees(/By telehealth/);
  await reviewer.answer("Decision", "Refuse: it becomes a draft again, and the practitioner reads the reason");
  await reviewer.fill("Reason", "See the patient in person first.");
  await reviewer.click("button", "Decide");
  await reviewer.sees("It is decided.");
  await reviewer.click("link", `${ben.first} ${ben.last}`);
  await reviewer.answer("Decision", "Approve: it is certified");
  await reviewer.fill("Reason", "The patient cannot travel.");
  await reviewer.click("button", "Decide");
  await reviewer.sees("It is decided.");
  await reviewer.page.getByRole("link", { name: ben.last }).waitFor({ state: "detached" });

  const atDesk = await somebody("reviewed", PHONE);
  await atDesk.open(`/app/certifications/${first}`);
  await atDesk.signIn(doctor.email, PASSWORD);
  await atDesk.arrives("Add New Patient");
  await atDesk.sees("See the patient in person first.");
  await atDesk.open(`/app/certifications/${second}`);
  await atDesk.arrives("Your patient is certified");

  await reviewer.open(`/app/certifications/${second}`);
  await reviewer.arrives("Certified");
  await reviewer.page.getByText("Revoke this certification").click();
  await reviewer.fill("Reason", "The examination did not take place.");
  await reviewer.click("button", "Revoke");
  await reviewer.arrives("Revoked", "revoked");
  assert.deepEqual(reviewer.complaints, []);
});

test("a profile that was reported as wrong is approved, and its practitioner may certify", async () => {
  const doctor = physician(63);
  const token = await hasAccount(doctor.email, "PRACTITIONER");
  const { profile } = await send(
    "mutation($input: IdentifyAsPractitionerInput!) { answer: identifyAsPractitioner(input: $input) { profile { practitionerId } userErrors { message } } }",
    { deaNumber: doctor.dea, ssnLast4: doctor.ssn },
    token,
  );
  await send(
    "mutation($input: ReportProfileProblemInput!) { answer: reportProfileProblem(input: $input) { userErrors { message } } }",
    { practitionerId: profile.practitionerId, message: "I moved to another practice." },
    token,
  );
  const reviewer = await atReviews("reviewer-practitioner", PHONE);
  await reviewer.click("link", new RegExp(`^${doctor.name}`));
  await reviewer.arrives("Question about a practitioner", "question");
  await reviewer.sees("I moved to another practice.");
  await reviewer.sees(doctor.email);
  await reviewer.answer("Decision", "Approve: the profile is right, they may certify");
  await reviewer.fill("Reason", "The registry was corrected.");
  await reviewer.click("button", "Decide");
  await reviewer.sees("It is approved.");
  await reviewer.click("link", "Back to the reviews");
  await reviewer.arrives("Reviews");
  await reviewer.page.getByRole("link", { name: doctor.name }).waitFor({ state: "detached" });
});
