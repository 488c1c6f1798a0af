/** The pictures of docs/images, taken anew at each run, into the folder `images` beside the screenshots. */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { hasAccount, hasDraft, isCertified, isIdentified } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

const FOLDER = path.join(process.env.SCREENSHOTS, "images");
const NAMES = ["Rosa Castillo", "Ben Carter", "María Guadalupe Fernández de la Torre", "Samuel Okonkwo"];

/** Nobody is certified twice: the same names are told apart by their dates of birth. */
function named(name) {
  const [first, ...rest] = name.split(" ");
  const email = patient().email.replace("ana", first.normalize("NFD").replace(/[^A-Za-z]/g, "").toLowerCase());
  return { ...patient(), email, first, last: rest.join(" "), born: `${randomInt(1940, 1990)}-0${randomInt(1, 10)}-${randomInt(10, 29)}` };
}

async function take(window, name) {
  mkdirSync(FOLDER, { recursive: true });
  await window.page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
}

async function signIn(window, place, email) {
  await window.open("/app/sign-in");
  await window.signIn(email, PASSWORD);
  await window.page.locator(".account").waitFor();
  await window.open(place);
}

test("a physician's desk, form, outcome and history; a patient's registration", async () => {
  const [doctor, [rosa, ben, maria, samuel]] = [physician(58), NAMES.map(named)];
  const token = await isIdentified(doctor);
  const certification = await isCertified(token, rosa);
  await isCertified(token, maria);
  await isCertified(token, samuel);
  const draft = await hasDraft(token, ben);

  const atDesk = await somebody("pictures", DESKTOP);
  await signIn(atDesk, "/app/", doctor.email);
  await atDesk.sees(NAMES[2]);
  await atDesk.page.getByText("mail: delivered").nth(2).waitFor();
  await take(atDesk, "desk");
  await atDesk.open(`/app/certifications/${draft}`);
  await atDesk.sees("Everything that blocks is answered.");
  await atDesk.fill("ZIP code", "10001");
  await atDesk.fill("Primary phone number", "");
  await atDesk.sees("2 rules are still open.");
  await atDesk.page.getByRole("heading", { name: "Residence and contact" }).evaluate((heading) => heading.scrollIntoView({ behavior: "instant" }));
  await take(atDesk, "form");
  await atDesk.open(`/app/certifications/${certification}`);
  await atDesk.sees("Free help with the registration");
  await take(atDesk, "certified");
  await atDesk.open(`/app/certifications/${certification}/history`);
  await atDesk.sees("Registration, to the patient");
  await take(atDesk, "history");

  const onPhone = await somebody("pictures-phone", PHONE);
  await signIn(onPhone, `/app/certifications/${draft}`, doctor.email);
  await onPhone.sees("2 rules are still open.");
  await onPhone.page.getByLabel("ZIP code").evaluate((input) => input.scrollIntoView({ behavior: "instant", block: "center" }));
  await take(onPhone, "phone-form");
  await onPhone.open("/app/");
  await onPhone.sees(NAMES[2]);
  await take(onPhone, "phone-desk");

  await hasAccount(rosa.email, "PATIENT");
  const atHome = await somebody("pictures-home", PHONE, { language: "es-US" });
  await atHome.open("/app/identify/patient");
  await atHome.signIn(rosa.email, PASSWORD, { button: "Iniciar sesión", labels: ["Correo electrónico", "Contraseña"] });
  await atHome.fill("Fecha de nacimiento del paciente", rosa.born);
  await atHome.page.getByRole("button", { name: "Continuar" }).click();
  await atHome.arrives("Su registro");
  await atHome.page.getByRole("checkbox").first().waitFor();
  await atHome.page.getByRole("heading", { name: "La parte del paciente" }).evaluate((heading) => heading.scrollIntoView({ behavior: "instant" }));
  await take(atHome, "phone-registration");
  assert.deepEqual([...atDesk.complaints, ...onPhone.complaints, ...atHome.complaints], []);
});
