import { classNames } from '../class-names.ts';
import { useExactTime } from '../hooks/use-exact-time.ts';
import { useNow } from '../hooks/use-now.ts';
import { relativeTime } from './relative-time.ts';

/** Milliseconds before its end from which on a token's expiry is a warning. */
const soon = 7 * 86_400_000;

/** When a token expires: a warning in its last days, "Never" where it does not. */
export function ExpiryTime({ at }: { readonly at: string | null }) {
  return at === null ? <span className="text-muted">Never</span> : <Expiry at={at} />;
}

function Expiry({ at }: { readonly at: string }) {
  const now = useNow();
  const instant = Date.parse(at);
  const title = useExactTime(instant);
  const isSoon = instant - now < soon;
  const words = relativeTime(instant, now);
  return (
    <time
      dateTime={at}
      title={title}
      className={classNames('whitespace-nowrap', isSoon && 'font-medium text-warn')}
    >
      {instant <= now ? 'Expired' : isSoon ? `Expires ${words}` : words}
    </time>
  );
}
