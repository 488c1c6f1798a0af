import { type ReactNode, useEffect, useRef } from "react";
import { useText } from "../text";

/** One page: its title in the window and as the heading, which gets the focus so that it is read out. */
export function Page({ title, narrow, children }: { title: string; narrow?: boolean; children: ReactNode }) {
  const { t } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title, t.product]);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main id="content" className={narrow ? "page narrow" : "page"}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}
