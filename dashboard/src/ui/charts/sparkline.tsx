import { countOf } from '../text/count-of.ts';

const height = 20;
const pitch = 3;

type Props = {
  /** One number per day, oldest first. */
  readonly counts: readonly number[];
  /** The singular of what is counted, such as "request". */
  readonly unit: string;
};

/** A small bar chart with one bar per day, and the total as its text. */
export function Sparkline({ counts, unit }: Props) {
  const highest = Math.max(1, ...counts);
  const sum = counts.reduce((total, count) => total + count, 0);
  const text = `${countOf(sum, unit)} in ${counts.length} days`;
  return (
    <svg
      role="img"
      aria-label={text}
      width={counts.length * pitch}
      height={height}
      viewBox={`0 0 ${counts.length * pitch} ${height}`}
      className="inline-block align-middle"
    >
      <title>{text}</title>
      {counts.map((count, day) => {
        const bar = count === 0 ? 1 : Math.max(3, Math.round((count / highest) * height));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the day
            key={day}
            x={day * pitch}
            y={height - bar}
            width={pitch - 1}
            height={bar}
            className={count === 0 ? 'fill-line' : 'fill-accent'}
          />
        );
      })}
    </svg>
  );
}
