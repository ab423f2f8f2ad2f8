import { NavLink } from 'react-router';
import { useMe } from '../api/account/me.ts';
import { isSettingsPage, routes, type SettingsPage } from '../routes.ts';
import { classNames } from '../ui/class-names.ts';

const groups = [
  { name: 'Account', prefix: '/settings/account/', adminOnly: false },
  { name: 'Organization', prefix: '/settings/organization/', adminOnly: true },
] as const;

/** The pages under Settings that the member can see. */
export function Navigation({ onNavigate }: { readonly onNavigate?: () => void }) {
  const isAdmin = useMe().role === 'ADMIN';
  return (
    <nav aria-label="Settings" className="grid gap-5">
      {groups
        .filter(({ adminOnly }) => isAdmin || !adminOnly)
        .map(({ name, prefix }) => (
          <Group
            key={name}
            name={name}
            pages={routes.filter(isSettingsPage).filter(({ path }) => path.startsWith(prefix))}
            {...(onNavigate ? { onNavigate } : {})}
          />
        ))}
    </nav>
  );
}

type GroupProps = {
  readonly name: string;
  readonly pages: readonly SettingsPage[];
  readonly onNavigate?: () => void;
};

function Group({ name, pages, onNavigate }: GroupProps) {
  if (pages.length === 0) return null;
  return (
    <div>
      <h2 className="px-2.5 pb-1.5 font-medium text-muted text-sm">{name}</h2>
      <ul className="grid gap-px">
        {pages.map(({ path, title, icon: Icon }) => (
          <li key={path}>
            <NavLink to={path} onClick={onNavigate} className={linkClasses}>
              <Icon aria-hidden="true" className="size-4 shrink-0" />
              {title}
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  );
}

function linkClasses({ isActive }: { readonly isActive: boolean }): string {
  return classNames(
    'motion flex h-8 items-center gap-2.5 rounded-md px-2.5 pointer-coarse:h-11',
    isActive ? 'bg-accent-soft font-medium text-accent' : 'text-ink hover:bg-line/60',
  );
}
