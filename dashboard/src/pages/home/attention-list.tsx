import { ChevronRight, CircleAlert, CircleCheck, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { classNames } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';

/** Something that asks for a decision, with the page where it is made. */
export type Attention = {
  readonly id: string;
  readonly tone: keyof typeof tones;
  readonly text: ReactNode;
  readonly to: string;
  /** What the member can do there. */
  readonly action: string;
};

const tones: Readonly<Record<'danger' | 'warning', { readonly Icon: LucideIcon; readonly ink: string }>> = {
  danger: { Icon: CircleAlert, ink: 'text-danger' },
  warning: { Icon: TriangleAlert, ink: 'text-warn' },
};

type Props = { readonly items: readonly Attention[]; readonly isComplete: boolean };

/** What needs attention, most urgent first. */
export function AttentionList({ items, isComplete }: Props) {
  const sorted = [...items].sort((a, b) => Number(b.tone === 'danger') - Number(a.tone === 'danger'));
  return (
    <section aria-labelledby="attention" className="grid gap-2">
      <h2 id="attention" className="font-semibold">
        Needs attention
      </h2>
      <div className="overflow-clip rounded-lg border border-line bg-surface">
        {sorted.length > 0 && (
          <ul className="divide-y divide-line">
            {sorted.map((item) => (
              <li key={item.id}>
                <AttentionRow {...item} />
              </li>
            ))}
          </ul>
        )}
        {!isComplete && <Waiting isFirst={sorted.length === 0} />}
        {isComplete && sorted.length === 0 && (
          <p className="flex min-h-12 items-center gap-3 px-4 py-2.5 text-muted">
            <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
            Nothing needs your attention.
          </p>
        )}
      </div>
    </section>
  );
}

function AttentionRow({ tone, text, to, action }: Attention) {
  const { Icon, ink } = tones[tone];
  return (
    <Link
      to={to}
      className="motion -outline-offset-2 flex min-h-12 items-center gap-3 px-4 py-2.5 hover:bg-line/40"
    >
      <Icon aria-hidden="true" className={classNames('size-4 shrink-0', ink)} />
      <span className="min-w-0 flex-1">{text}</span>
      <span className="flex shrink-0 items-center gap-1 font-medium text-accent">
        {action}
        <ChevronRight aria-hidden="true" className="size-4" />
      </span>
    </Link>
  );
}

function Waiting({ isFirst }: { readonly isFirst: boolean }) {
  return (
    <div className={classNames('flex min-h-12 items-center gap-3 px-4', !isFirst && 'border-line border-t')}>
      <p role="status" className="sr-only">
        Loading
      </p>
      <Skeleton className="size-4 shrink-0" />
      <Skeleton className="h-4 w-72 max-w-full" />
    </div>
  );
}
