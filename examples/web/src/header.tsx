import { Link, useRouting } from "./routing";
import { useSignedIn } from "./signed-in";
import { LANGUAGES, useText } from "./text";

export function Header() {
  const { t, language, setLanguage } = useText();
  const { me, signOut } = useSignedIn();
  const { go } = useRouting();
  const leave = () => void signOut().finally(() => go("/"));
  return (
    <header className="top">
      <a href="#content" className="skip">
        {t.header.skip}
      </a>
      <Link to="/" className="brand">
        {t.product}
      </Link>
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
