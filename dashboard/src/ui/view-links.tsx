import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { classNames } from './class-names.ts';

type View<Name extends string> = { readonly name: Name; readonly title: ReactNode; readonly to: string };
type Props<Name extends string> = { readonly views: readonly View<Name>[]; readonly current: Name };

/** Links to the views of a page. */
export function ViewLinks<Name extends string>({ views, current }: Props<Name>) {
  return (
    <nav aria-label="Views" className="flex flex-wrap gap-x-4 border-line border-b">
      {views.map(({ name, title, to }) => (
        <Link
          key={name}
          to={to}
          aria-current={name === current ? 'page' : undefined}
          className={classNames(
            'motion -mb-px border-b-2 py-2 font-medium pointer-coarse:py-3',
            name === current ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
