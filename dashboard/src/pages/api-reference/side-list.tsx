import { Link } from 'react-router';
import { classNames } from '../../ui/class-names.ts';
import type { OperationGroup } from './operations.ts';

type Props = { readonly groups: readonly OperationGroup[]; readonly current: string };

/** The titles of all operations, as a side navigation. */
export function SideList({ groups, current }: Props) {
  return (
    <nav aria-label="Operations" className="grid gap-5">
      {groups.map(({ name, operations }) => (
        <div key={name}>
          <h2 className="px-2.5 pb-1.5 font-medium text-muted text-sm">{name}</h2>
          <ul className="grid gap-px">
            {operations.map(({ anchor, title }) => (
              <li key={anchor}>
                <Link
                  to={`#${anchor}`}
                  aria-current={anchor === current ? 'location' : undefined}
                  className={classNames(
                    'motion block rounded-md px-2.5 py-1 text-sm',
                    anchor === current
                      ? 'bg-accent-soft font-medium text-accent'
                      : 'text-ink hover:bg-line/60',
                  )}
                >
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
