import { type ReactNode, useId } from 'react';
import { Link } from 'react-router';
import { textLinkClasses } from '../../ui/text-link.ts';

type Props = {
  readonly title: string;
  /** Where all of it is, if the section shows a part. */
  readonly all?: { readonly to: string; readonly label: string };
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a member's page with its heading. */
export function Section({ title, all, actions, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={id} className="font-semibold text-lg">
          {title}
        </h2>
        {all && (
          <Link to={all.to} className={textLinkClasses}>
            {all.label}
          </Link>
        )}
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Says that a section has nothing to show. */
export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="rounded-lg border border-line border-dashed px-4 py-5 text-muted">{children}</p>;
}
