/** Where somebody is signed in, to end what is not theirs or no longer needed. */
import { EndSessionDocument, MySessionsDocument, type MySessionsQuery, SignOutEverywhereDocument } from "../api/generated";
import { Confirmed } from "../parts/confirmed";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { useRouting } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

export function Sessions() {
  const { t } = useText();
  const words = t.sessions;
  const { go } = useRouting();
  const { renew } = useSignedIn();
  const { data, failure, reload } = useQuery(MySessionsDocument, {});
  const everywhere = useMutation(SignOutEverywhereDocument, { then: renew });

  const leave = async () => {
    if (await everywhere.send({})) go("/");
  };
  return (
    <Page title={words.title}>
      <p className="lead">{words.text}</p>
      {data ? <SessionList sessions={data.mySessions} onChange={reload} /> : <Waiting failure={failure} />}
      <Confirmed
        task={everywhere}
        summary={words.everywhere}
        text={words.everywhereText}
        submit={words.everywhereNow}
        onConfirm={() => void leave()}
      />
    </Page>
  );
}

function SessionList({ sessions, onChange }: { sessions: MySessionsQuery["mySessions"]; onChange: () => Promise<void> }) {
  const { t, moment } = useText();
  const words = t.sessions;
  const end = useMutation(EndSessionDocument, { then: onChange });
  return (
    <>
      <Problems task={end} />
      <ul className="list">
        {sessions.map(({ id, client, createdAt, lastUsedAt, current }) => (
          <li key={id}>
            <span>
              <strong className="name">{words.clients[client]}</strong>
              <span className="hint line">{words.signedIn(moment(createdAt))}</span>
              <span className="hint line">{words.lastUsed(moment(lastUsedAt))}</span>
            </span>
            <span className="buttons">
              {current ? (
                <span className="tag good">{words.current}</span>
              ) : (
                <button
                  type="button"
                  aria-label={`${words.end}: ${words.clients[client]}, ${words.signedIn(moment(createdAt))}`}
                  aria-disabled={end.busy}
                  onClick={() => void end.send({ sessionId: id })}
                >
                  {words.end}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
