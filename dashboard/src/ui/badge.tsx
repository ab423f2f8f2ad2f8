import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const styles = {
  neutral: 'bg-line/60 text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warning: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
} as const;

/** A short label, such as a state. */
export function Badge({
  tone = 'neutral',
  mono = false,
  children,
}: {
  readonly tone?: keyof typeof styles;
  readonly mono?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        'inline-flex items-center whitespace-nowrap rounded px-1.5 py-px font-medium text-sm',
        mono && 'font-mono font-normal',
        styles[tone],
      )}
    >
      {children}
    </span>
  );
}
