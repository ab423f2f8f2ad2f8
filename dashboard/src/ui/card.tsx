import { type ReactNode, useId } from 'react';

type Props = {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a page with a heading of its own, in a box. */
export function Card({ title, description, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-surface">
      <header className="grid gap-0.5 border-line border-b px-4 py-3 sm:px-5">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {description && <p className="max-w-prose text-muted text-sm">{description}</p>}
      </header>
      <div className="grid gap-5 px-4 py-5 sm:px-5">{children}</div>
    </section>
  );
}
