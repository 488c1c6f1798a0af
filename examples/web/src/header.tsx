import { Link, useRouting } from "./routing";
import { useSignedIn } from "./signed-in";
import { LANGUAGES, useText } from "./text";

export function Header() {
  const { t, language, setLanguage } = useText();
  const { me, signOut } = useSignedIn();
  const { path, go } = useRouting();
  const places: [to: string, name: string][] = [
    ...(me?.practitioner ? ([["/", t.desk.title], ["/delegates", t.delegates.title]] as [string, string][]) : []),
    ...(me?.roles.includes("REVIEWER") ? ([["/reviews", t.reviews.title]] as [string, string][]) : []),
  ];
  const leave = () => void signOut().finally(() => go("/"));
  return (
    <header className="top">
      <a href="#content" className="skip">
        {t.header.skip}
      </a>
      <Link to="/" className="brand">
        {t.product}
      </Link>
      {places.length > 0 && (
        <nav aria-label={t.header.places}>
          {places.map(([to, name]) => (
            <Link key={to} to={to} current={to === path}>
              {name}
            </Link>
          ))}
        </nav>
      )}
      <div className="who">
        {me && <span className="account">{me.email}</span>}
        {me && (
          <button type="button" className="quiet" onClick={leave}>
            {t.header.signOut}
          </button>
        )}
        <div role="group" aria-label={t.header.language} className="languages">
          {LANGUAGES.map(([code, name]) => (
            <button
              key={code}
              type="button"
              className="quiet"
              lang={code}
              aria-pressed={code === language}
              onClick={() => setLanguage(code)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
    </header>
  );
}
