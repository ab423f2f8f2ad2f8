import { LogOut, MonitorX } from 'lucide-react';
import { useState } from 'react';
import { useMe, useSignOut } from '../api/account/me.ts';
import { explain } from '../api/errors.ts';
import { SignOutEverywhere } from '../shared/sign-out-everywhere.tsx';
import { useToast } from '../ui/feedback/toast.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx';
import { Name } from '../ui/text/name.tsx';
import { useTheme } from './theme.ts';
import { UserButton } from './user-button.tsx';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** The user menu: account, theme and sign-out. Opens as soon as it has loaded. */
export function UserMenu() {
  const { user } = useMe();
  const [theme, setTheme] = useTheme();
  const [isAsking, setAsking] = useState(false);
  const signOut = useSignOut('here');
  const toast = useToast();
  return (
    <>
      <Menu defaultOpen align="start" trigger={<UserButton />}>
        <MenuLabel>
          <p className="font-medium">
            <Name>{user.name}</Name>
          </p>
          <p className="text-muted text-sm">
            <Name>{user.email}</Name>
          </p>
        </MenuLabel>
        <MenuLine />
        <MenuChoice label="Theme" value={theme} options={themes} onChange={setTheme} />
        <MenuLine />
        <MenuItem
          icon={<LogOut aria-hidden="true" className="size-4 text-muted" />}
          onSelect={() => signOut.mutate(undefined, { onError: (error) => toast(explain(error), 'failed') })}
        >
          Sign out
        </MenuItem>
        <MenuItem
          icon={<MonitorX aria-hidden="true" className="size-4 text-muted" />}
          onSelect={() => setAsking(true)}
        >
          Sign out everywhere
        </MenuItem>
      </Menu>
      <SignOutEverywhere open={isAsking} onClose={() => setAsking(false)} />
    </>
  );
}
