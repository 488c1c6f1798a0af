/** A list of which more is shown page after page, up to as many as one answer holds. */
import { useState } from "react";

const PAGE = 20;
export const MOST = 100;

export function usePages() {
  const [first, setFirst] = useState(PAGE);
  return { first, more: first < MOST ? () => setFirst(first + PAGE) : null };
}
