import { Link } from 'react-router';
import { classNames } from '../../ui/class-names.ts';

const path = '/settings/organization/applications';
const views = [
  { name: 'applications', title: 'By application', to: path },
  { name: 'connections', title: 'By member', to: `${path}?view=connections` },
] as const;

type Props = { readonly current: (typeof views)[number]['name'] };

/** The two views of the same connections. */
export function ViewLinks({ current }: Props) {
  return (
    <nav aria-label="Views" className="flex gap-4 border-line border-b">
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
