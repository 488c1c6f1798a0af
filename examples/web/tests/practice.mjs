/** What practitioners and patients do in more than one test, in English. */
import { linkTo } from "./inbox.mjs";
import { PASSWORD, STORY } from "./people.mjs";

/** From the first page to a session. */
export async function openAccount(person, email, start, { pictures = false, as } = {}) {
  await person.open("/app/");
  await person.arrives("Palliative use of marijuana: certification and registration", pictures && "welcome");
  await person.click("link", start);
  await person.arrives("Create an account", pictures && "sign-up");
  if (as) await person.answer("I am a", as);
  await person.fill("E-mail address", email);
  await person.fill("Password", PASSWORD);
  await person.click("button", "Create account");
  await person.arrives("Check your mail", pictures && "check-mail");
  const link = await linkTo("verify", email);
  person.clicks += 1; // in the mail
  await person.open(link);
  await person.arrives("Verify your e-mail address", pictures && "verify");
  await person.fill("Password", PASSWORD);
  await person.click("button", "Verify");
  await person.arrives("Sign in", pictures && "sign-in");
  await person.signIn(email, PASSWORD);
}

export async function identify(person, physician, { pictures = false } = {}) {
  await person.arrives("Who are you?", pictures && "who-are-you");
  await person.click("link", "I am a physician or nurse practitioner");
  await person.arrives("I am a physician or nurse practitioner", pictures && "identify");
  await person.fill("DEA number", physician.dea);
  await person.fill("Last 4 digits of your Social Security number", physician.ssn);
  await person.click("button", "Continue");
  await person.arrives("Review your profile", pictures && "profile");
  await person.sees(physician.name);
  await person.click("button", "Confirm my profile");
  await person.arrives("Your patients", pictures && "desk-empty");
}

/** Everything that the guide asks for, of an adult without caregiver. */
export async function fillIn(person, patient) {
  await person.fill("First name", patient.first);
  await person.fill("Last name", patient.last);
  await person.fill("Date of birth", patient.born);
  await person.answer(/confined/, "No");
  await person.fill("Street and number", STORY.patient.street);
  await person.fill("Town", STORY.patient.city);
  await person.fill("ZIP code", STORY.patient.zip);
  await person.fill("E-mail address", patient.email);
  await person.fill("Primary phone number", patient.phone);
  await person.tick("Multiple Sclerosis");
  await person.fill("Examined on", STORY.findings.examinedOn);
  await person.choose("How", "In person");
  await person.fill("Prescription history reviewed on", STORY.findings.prescriptionsReviewedOn);
  for (const code of STORY.findings.attestations) await person.affirm(code);
}
