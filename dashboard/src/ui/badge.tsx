import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const styles = {
  neutral: 'bg-line/60 text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warning: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
} as const;

export type BadgeTone = keyof typeof styles;

/** Returns the classes of a badge, also for buttons that look like one. */
export function badgeClasses(tone: BadgeTone): string {
  return classNames(
    'inline-flex items-center whitespace-nowrap rounded px-1.5 py-px font-medium text-sm',
    styles[tone],
  );
}

/** A short label, such as a state. */
export function Badge({
  tone = 'neutral',
  mono = false,
  children,
}: {
  readonly tone?: BadgeTone;
  readonly mono?: boolean;
  readonly children: ReactNode;
}) {
  return <span className={classNames(badgeClasses(tone), mono && 'font-mono font-normal')}>{children}</span>;
}
