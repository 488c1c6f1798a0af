import { Page } from "./parts/page";
import { Link } from "./routing";
import { useText } from "./text";

export function NotFound() {
  const { t } = useText();
  return (
    <Page title={t.notFound.title} narrow>
      <p>
        <Link to="/">{t.notFound.home}</Link>
      </p>
    </Page>
  );
}
