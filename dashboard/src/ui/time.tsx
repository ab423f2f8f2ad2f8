import { classNames } from './class-names.ts';
import { exactTime, relativeTime } from './relative-time.ts';
import { useNow } from './use-now.ts';

type Props = {
  /** RFC 3339. */
  readonly at: string;
  readonly className?: string;
};

/** A time as seen from now, with the exact one in the viewer's zone on hover. */
export function Time({ at, className }: Props) {
  const now = useNow();
  const instant = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(instant)} className={classNames('whitespace-nowrap', className)}>
      {relativeTime(instant, now)}
    </time>
  );
}
