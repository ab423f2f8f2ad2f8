import { classNames } from '../class-names.ts';
import { useExactTime } from '../hooks/use-exact-time.ts';
import { useNow } from '../hooks/use-now.ts';
import { relativeTime } from './relative-time.ts';

/** A token's expiry becomes a warning this many milliseconds before it. */
const soon = 7 * 86_400_000;

/** When a token expires, as a warning in its last days; "Never" if it does not expire. */
export function ExpiryTime({ at }: { readonly at: string | null }) {
  return at === null ? <span className="text-muted">Never</span> : <Expiry at={at} />;
}

function Expiry({ at }: { readonly at: string }) {
  const now = useNow();
  const instant = Date.parse(at);
  const title = useExactTime(instant);
  const isSoon = instant - now < soon;
  const text = relativeTime(instant, now);
  return (
    <time
      dateTime={at}
      title={title}
      className={classNames('whitespace-nowrap', isSoon && 'font-medium text-warn')}
    >
      {instant <= now ? 'Expired' : isSoon ? `Expires ${text}` : text}
    </time>
  );
}
