/** Pages by path below /app, without a library: the browser's history and one context. */
import { type MouseEvent, type ReactNode, createContext, useContext, useEffect, useMemo, useState } from "react";

const BASE = import.meta.env.BASE_URL.replace(/\/$/, "");

interface Place {
  path: string;
  query: URLSearchParams;
}

interface Routing extends Place {
  go: (to: string, options?: { replace?: boolean }) => void;
}

const Context = createContext<Routing | null>(null);

export function Router({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const moved = () => setPlace(here());
    window.addEventListener("popstate", moved);
    return () => window.removeEventListener("popstate", moved);
  }, []);
  const routing = useMemo<Routing>(
    () => ({
      ...place,
      go: (to, options) => {
        window.history[options?.replace ? "replaceState" : "pushState"](null, "", BASE + to);
        setPlace(here());
        window.scrollTo(0, 0);
      },
    }),
    [place],
  );
  return <Context value={routing}>{children}</Context>;
}

export function useRouting(): Routing {
  const routing = useContext(Context);
  if (!routing) throw new Error("outside of Router");
  return routing;
}

interface LinkProps {
  to: string;
  className?: string;
  current?: boolean;
  children: ReactNode;
}

export function Link({ to, className, current, children }: LinkProps) {
  const { go } = useRouting();
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={BASE + to} onClick={follow} className={className} aria-current={current ? "page" : undefined}>
      {children}
    </a>
  );
}

/** The secret of a mail's link, which is taken out of the address at once. */
export function useSecretOfLink(): string | null {
  const { path, query, go } = useRouting();
  const [secret] = useState(() => query.get("token"));
  useEffect(() => {
    if (query.has("token")) go(path, { replace: true });
  }, [query, path, go]);
  return secret;
}

function here(): Place {
  const { pathname, search } = window.location;
  return { path: pathname.slice(BASE.length).replace(/\/+$/, "") || "/", query: new URLSearchParams(search) };
}
