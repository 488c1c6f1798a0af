import { Fragment } from "react";

/** Where it is too long for its line it is broken behind a dot or the @, and not within a word. */
export function EmailAddress({ address }: { address: string }) {
  return address.split(/(?<=[.@])/).map((part, place) => (
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
