import { type ReactNode, useId } from 'react';

type Props = {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
};

/** A boxed section with its heading at the side, or above it on narrow screens. */
export function Card({ title, description, children }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-8 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:p-5 md:grid-cols-[14rem_minmax(0,1fr)]"
    >
      <header className="grid content-start gap-1">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {description && <p className="text-muted text-sm">{description}</p>}
      </header>
      <div className="grid gap-5">{children}</div>
    </section>
  );
}
