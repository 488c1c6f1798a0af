/** Names and addresses as long as they come stay readable on the narrowest screen, in the longer language. */
import { test } from "node:test";
import { hasDraft, isCertified, isIdentified } from "./api.mjs";
import { PHONE, somebody } from "./browser.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

test("a long name and a long address wrap, and no page grows wider than the phone", async () => {
  const [doctor, maria] = [physician(57), patient()];
  maria.first = "María Guadalupe Esperanza";
  maria.last = `Fernández-Villavicencio de la Torre ${maria.last}`;
  maria.email = `maria.guadalupe.esperanza.fernandez-villavicencio.${maria.email}`;
  const name = `${maria.first} ${maria.last}`;
  const token = await isIdentified(doctor);
  const certification = await isCertified(token, maria);
  const draft = await hasDraft(token, { ...patient(), first: "A".repeat(60), last: "B".repeat(60) });

  const window = await somebody("long-names", PHONE, { language: "es-US" });
  await window.open("/app/sign-in");
  await window.signIn(doctor.email, PASSWORD, { button: "Iniciar sesión", labels: ["Correo electrónico", "Contraseña"] });
  await window.arrives("Sus pacientes");
  await window.sees(name);
  await window.looks("desk");
  await window.click("button", `Cuenta: ${doctor.email}`);
  await window.sees("Sesión iniciada como");
  await window.looks("menu");
  await window.open(`/app/certifications/${certification}`);
  await window.arrives("Su paciente está certificado");
  await window.sees(maria.email);
  await window.looks("certified");
  await window.click("link", "Qué se hizo y quién la vio");
  await window.arrives("Historial");
  await window.sees(name);
  await window.looks("history");
  await window.open(`/app/certifications/${draft}`);
  await window.arrives("Añadir paciente");
  await window.sees("Ya nada impide certificar.");
  await window.looks("draft");
});
