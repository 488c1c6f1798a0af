/** What the registry knows of a practitioner. */
import type { ProfileFragment } from "../api/generated";
import { type Fact, Facts } from "../parts/facts";
import { useText } from "../text";

export function ProfileFacts({ profile, more = [] }: { profile: ProfileFragment; more?: readonly Fact[] }) {
  const { t, day } = useText();
  const words = t.profile;
  const credential = ({ number, standing, expiresOn }: ProfileFragment["license"]) =>
    [number, words.standings[standing], expiresOn && words.until(day(expiresOn))].filter(Boolean).join(", ");
  return (
    <Facts
      facts={[
        [words.name, `${profile.firstName} ${profile.lastName}, ${profile.credential}`],
        [words.profession, words.professions[profile.profession]],
        [words.license, credential(profile.license)],
        [words.controlledSubstance, credential(profile.controlledSubstance)],
        [words.dea, credential(profile.dea)],
        [words.address, `${profile.street}, ${profile.city}, ${profile.state} ${profile.zip}`],
        [words.boards, profile.boardCertifications.join(", ") || t.none],
        ...more,
      ]}
    />
  );
}
