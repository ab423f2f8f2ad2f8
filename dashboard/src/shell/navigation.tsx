import { useId } from 'react';
import { Link, matchPath, useLocation } from 'react-router';
import { classNames } from '../ui/class-names.ts';
import { type PageGroup, useVisiblePages } from './visible-pages.ts';

/** The pages that the member can see. */
export function Navigation({ onNavigate }: { readonly onNavigate?: () => void }) {
  return (
    <nav aria-label="Main" className="grid gap-5">
      {useVisiblePages().map((group) => (
        <Group key={group.name} {...group} onNavigate={onNavigate} />
      ))}
    </nav>
  );
}

type GroupProps = PageGroup & { readonly onNavigate: (() => void) | undefined };

function Group({ name, pages, onNavigate }: GroupProps) {
  const id = useId();
  const { pathname } = useLocation();
  return (
    <div>
      {name && (
        <h2 id={id} className="px-2.5 pb-1.5 font-medium text-muted text-sm">
          {name}
        </h2>
      )}
      <ul aria-labelledby={name === null ? undefined : id} className="grid gap-px">
        {pages.map(({ path, title, icon: Icon }) => (
          <li key={path}>
            <Link
              to={path}
              onClick={onNavigate}
              aria-current={contains(path, pathname) ? 'page' : undefined}
              className={linkClasses(contains(path, pathname))}
            >
              <Icon aria-hidden="true" className="size-4 shrink-0" />
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Whether a page of the navigation is open, or one below it. Tickets are on boards, with addresses of their own. */
function contains(path: string, pathname: string): boolean {
  const paths = path === '/boards' ? [path, '/tickets'] : [path];
  return paths.some((one) => matchPath({ path: one, end: one === '/' }, pathname) !== null);
}

function linkClasses(isActive: boolean): string {
  return classNames(
    'motion flex h-8 items-center gap-2.5 rounded-md px-2.5 pointer-coarse:h-11',
    isActive ? 'bg-accent-soft font-medium text-accent' : 'text-ink hover:bg-line/60',
  );
}
