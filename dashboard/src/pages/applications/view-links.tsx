import { Link } from 'react-router';
import { classNames } from '../../ui/class-names.ts';

const path = '/settings/organization/applications';
const views = [
  { name: 'applications', title: 'By app', to: path },
  { name: 'connections', title: 'By member', to: `${path}?view=connections` },
  { name: 'resource-servers', title: 'Resource servers', to: `${path}?view=resource-servers` },
] as const;

type ViewName = (typeof views)[number]['name'];
type Props = { readonly current: ViewName };

/** Whether a text is the name of a view. */
export function isView(text: string): text is ViewName {
  return views.some(({ name }) => name === text);
}

/** Links to the views of the page. */
export function ViewLinks({ current }: Props) {
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
