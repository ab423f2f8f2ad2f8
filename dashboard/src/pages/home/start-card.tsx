import type { ReactNode } from 'react';
import { useId } from 'react';

type Props = {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
};

/** One of the things that members come for: what there is, and the buttons to make or see it. */
export function StartCard({ icon, title, children, actions }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid content-between gap-4 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <div className="grid gap-2">
        <div className="flex items-center gap-2.5">
          <span
            aria-hidden="true"
            className="grid size-8 place-items-center rounded-md bg-accent-soft text-accent"
          >
            {icon}
          </span>
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
        </div>
        <div className="text-muted">{children}</div>
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </section>
  );
}
