import { EmailAddress } from "./parts/email-address";
import { Link, useRouting } from "./routing";
import { type Me, placeOfApplications, useSignedIn } from "./signed-in";
import { LANGUAGES, useText } from "./text";

type Place = [to: string, name: string];

export function Header() {
  const { t, language, setLanguage } = useText();
  const { me } = useSignedIn();
  const { path } = useRouting();
  const patient = me?.links.some((link) => link.part === "PATIENT");
  const places: Place[] = [
    ...(me?.practitioner ? ([["/", t.desk.title], ["/delegates", t.delegates.title]] satisfies Place[]) : []),
    ...(me?.links.length ? ([[placeOfApplications(me), t.application.title]] satisfies Place[]) : []),
    ...(patient ? ([["/access-log", t.accessLog.title]] satisfies Place[]) : []),
    ...(me?.roles.includes("REVIEWER") ? ([["/reviews", t.reviews.title]] satisfies Place[]) : []),
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
function AccountMenu({ me: { email, practitioner } }: { me: Me }) {
  const { t } = useText();
  const { signOut } = useSignedIn();
  const { go, path } = useRouting();
  const places: Place[] = [
    ["/account/password", t.changePassword.title],
    ["/account/email", t.changeEmail.title],
    ["/account/sessions", t.sessions.title],
    ["/account/activity", t.activity.title],
    ...(practitioner ? [] : ([["/identify/practitioner", t.whoAreYou.practitioner]] satisfies Place[])),
    ["/identify/patient", t.whoAreYou.patient],
    ["/identify/caregiver", t.whoAreYou.caregiver],
  ];
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
        <ul>
          {places.map(([to, name]) => (
            <li key={to}>
              <Link to={to} current={to === path}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <button type="button" onClick={leave}>
          {t.header.signOut}
        </button>
      </div>
    </>
  );
}
