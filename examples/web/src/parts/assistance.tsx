/** The guide's places where patients get free help with their registration. */
import { RegistrationAssistanceDocument } from "../api/generated";
import { useText } from "../text";
import { openingHours } from "./opening-hours";
import { useQuery } from "./query";

/** `zip`: the nearest place then comes first. */
export function Assistance({ zip }: { zip: string | null }) {
  const { t, language } = useText();
  const { data } = useQuery(RegistrationAssistanceDocument, { zip });
  if (!data) return null;
  return (
    <section aria-labelledby="assistance">
      <h2 id="assistance">{t.assistance}</h2>
      <ul className="places">
        {data.registrationAssistance.map((place) => (
          <li key={place.street}>
            <strong>{place.name}</strong>
            <br />
            {place.street}, {place.city}, {place.state} {place.zip}
            <br />
            <a href={`tel:+1-${place.phone}`}>{place.phone}</a>
            {openingHours(place.hours, language).map((line) => (
              <span key={line} className="hint line">
                {line}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
