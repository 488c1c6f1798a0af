/** For whom an account drafts, beside what else it is. */
import { MyDelegationsDocument, type MyDelegationsQuery } from "../api/generated";
import { useQuery } from "../parts/query";
import { Link } from "../routing";
import { useText } from "../text";

export type Delegation = NonNullable<MyDelegationsQuery["myDelegations"]>[number];

/** Those that last; null while they are read. */
export function useDelegations() {
  const { data, failure } = useQuery(MyDelegationsDocument, {});
  return { delegations: data && (data.myDelegations ?? []).filter((each) => each.status === "ACTIVE"), failure };
}

export function WorksFor() {
  const { t } = useText();
  const { delegations } = useDelegations();
  if (!delegations?.length) return null;
  return (
    <section aria-labelledby="works-for">
      <h2 id="works-for">{t.drafts.worksFor}</h2>
      <DelegationList delegations={delegations} />
    </section>
  );
}

export function DelegationList({ delegations }: { delegations: readonly Delegation[] }) {
  return (
    <ul className="list">
      {delegations.map(({ id, practitioner }) => (
        <li key={id}>
          {practitioner && (
            <Link to={`/drafts/${practitioner.id}`} className="name">
              {practitioner.firstName} {practitioner.lastName}, {practitioner.credential}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
