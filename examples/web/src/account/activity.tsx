/** What happened to one's own account, for its owner to notice what was not theirs. */
import { MyAccountActivityDocument, type MyAccountActivityQuery } from "../api/generated";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { MOST, usePages } from "../parts/pages";
import { useQuery } from "../parts/query";
import { Link } from "../routing";
import { useText } from "../text";

export function Activity() {
  const { t } = useText();
  const words = t.activity;
  const { first, more } = usePages();
  const { data, failure } = useQuery(MyAccountActivityDocument, { first });
  return (
    <Page title={words.title}>
      <p className="lead">{words.text(MOST)}</p>
      <p>
        {words.notYou} <Link to="/account/password">{t.changePassword.title}</Link>
      </p>
      {data ? <ActivityList read={data} /> : <Waiting failure={failure} />}
      {data?.myAccountActivity.pageInfo.hasNextPage && more && (
        <button type="button" onClick={more}>
          {t.desk.more}
        </button>
      )}
    </Page>
  );
}

function ActivityList({ read: { myAccountActivity, mySessions } }: { read: MyAccountActivityQuery }) {
  const { t, moment } = useText();
  const words = t.activity;
  const here = mySessions.find((session) => session.current)?.id;
  return (
    <ol className="history">
      {myAccountActivity.edges.map(({ node: { id, at, kind, sessionId, byOthers } }) => (
        <li key={id}>
          <strong>{words.kinds[kind]}</strong>
          <span className="hint">
            {[moment(at), byOthers && words.byOthers, sessionId && sessionId === here && words.here].filter(Boolean).join(" · ")}
          </span>
        </li>
      ))}
    </ol>
  );
}
