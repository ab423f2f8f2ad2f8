import { countText } from '../text/count-of.ts';
import { dayOf } from '../text/relative-time.ts';

const height = 96;
/** The units of the picture for a day, and of the gap to the next one. */
const pitch = 10;
const gap = 2;

type Props = {
  /** Days in UTC (`2026-03-15`), oldest first. */
  readonly days: readonly string[];
  readonly counts: readonly number[];
  /** The chart in words. */
  readonly label: string;
};

/** One bar for each day, as wide as its place. */
export function BarChart({ days, counts, label }: Props) {
  const highest = Math.max(1, ...counts);
  const width = Math.max(1, days.length * pitch - gap);
  return (
    <figure className="grid gap-1.5">
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-24 w-full"
      >
        {days.map((day, index) => {
          const count = counts[index] ?? 0;
          const bar = count === 0 ? 1 : Math.max(3, Math.round((count / highest) * height));
          return (
            <rect
              key={day}
              x={index * pitch}
              y={height - bar}
              width={pitch - gap}
              height={bar}
              className={count === 0 ? 'fill-line' : 'fill-accent'}
            >
              <title>{`${nameOf(day)}: ${countText(count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption aria-hidden="true" className="flex justify-between text-muted text-sm">
        <span>{days[0] && nameOf(days[0])}</span>
        <span>{days.length > 1 && nameOf(days.at(-1) ?? '')}</span>
      </figcaption>
    </figure>
  );
}

function nameOf(day: string): string {
  return dayOf(Date.parse(`${day}T12:00:00Z`));
}
