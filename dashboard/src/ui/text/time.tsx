import { classNames } from '../class-names.ts';
import { useExactTime } from '../hooks/use-exact-time.ts';
import { useNow } from '../hooks/use-now.ts';
import { relativeTime } from './relative-time.ts';

/** Times up to this many milliseconds in the future count as now, because clocks differ. */
const tolerance = 90_000;

type Props = {
  /** RFC 3339. */
  readonly at: string;
  readonly className?: string;
};

/** A relative time, with the exact time in the viewer's time zone on hover. */
export function Time({ at, className }: Props) {
  const now = useNow();
  const instant = Date.parse(at);
  const title = useExactTime(instant);
  const isOfNow = instant > now && instant - now < tolerance;
  return (
    <time dateTime={at} title={title} className={classNames('whitespace-nowrap', className)}>
      {relativeTime(isOfNow ? now : instant, now)}
    </time>
  );
}
