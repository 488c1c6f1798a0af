import { EmailAddress } from "./parts/email-address";
import { Link, useRouting } from "./routing";
import { type Me, useSignedIn } from "./signed-in";
import { LANGUAGES, useText } from "./text";

export function Header() {
  const { t, language, setLanguage } = useText();
  const { me } = useSignedIn();
  const { path } = useRouting();
  const patient = me?.links.some((link) => link.part === "PATIENT");
  const places: [to: string, name: string][] = [
    ...(me?.practitioner ? ([["/", t.desk.title], ["/delegates", t.delegates.title]] as [string, string][]) : []),
    ...(patient ? ([[me?.practitioner ? "/applications" : "/", t.application.title], ["/access-log", t.accessLog.title]] as [string, string][]) : []),
    ...(me?.roles.includes("REVIEWER") ? ([["/reviews", t.reviews.title]] as [string, string][]) : []),
  ];
  return (
    <header className="top">
      <a href="#content" className="skip">
        {t.header.skip}
      </a>
      <Link to="/" className="brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
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
      {LANGUAGES.filter(([code]) => code !== language).map(([code, name]) => (
        <button key={code} type="button" className="quiet" lang={code} onClick={() => setLanguage(code)}>
          {name}
        </button>
      ))}
      {me && <AccountMenu key={path} me={me} />}
    </header>
  );
}

/** The browser closes it at a click beside it, or by Escape; a new page begins with it closed. */
function AccountMenu({ me: { email } }: { me: Me }) {
  const { t } = useText();
  const { signOut } = useSignedIn();
  const { go } = useRouting();
  const leave = () => void signOut().finally(() => go("/"));
  return (
    <>
      <button type="button" className="quiet account" popoverTarget="account" aria-label={t.header.account(email)}>
        <span className="initial" data-letter={email.charAt(0).toUpperCase()} />
        <span className="address">{email}</span>
      </button>
      <div id="account" popover="auto" className="menu">
        <span className="hint line">{t.header.signedIn}</span>
        <span className="address line">
          <EmailAddress address={email} />
        </span>
        <button type="button" onClick={leave}>
          {t.header.signOut}
        </button>
      </div>
    </>
  );
}
