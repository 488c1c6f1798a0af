/** For a patient: everybody who changed or saw the record. */
import { MyAccessLogDocument } from "../api/generated";
import { History } from "../parts/history";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

export function AccessLog() {
  const { t } = useText();
  const { me } = useSignedIn();
  const { data, failure } = useQuery(MyAccessLogDocument, {});
  return (
    <Page title={t.accessLog.title}>
      <p className="lead">{t.accessLog.text}</p>
      {data ? <History entries={data.myAccessLog ?? []} names={new Map([[me?.id ?? "", t.history.you]])} /> : <Waiting failure={failure} />}
    </Page>
  );
}
