import type { ReactNode } from 'react';

type Props = {
  readonly icon: ReactNode;
  readonly title: string;
  /** One or two sentences about the list. */
  readonly children: ReactNode;
  readonly action?: ReactNode;
};

/** Shown in place of an empty list. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border border-line border-dashed bg-surface px-6 py-12 text-center">
      <div className="grid size-10 place-items-center rounded-lg bg-accent-soft text-accent">{icon}</div>
      <h2 className="font-semibold">{title}</h2>
      <div className="max-w-md text-muted">{children}</div>
      {action}
    </div>
  );
}
