import {
  Bell,
  Building2,
  CircleQuestionMark,
  CircleUser,
  Keyboard,
  LogOut,
  type LucideIcon,
  MonitorX,
} from 'lucide-react';
import { useState } from 'react';
import { useMe, useSignOut } from '../../api/account/me.ts';
import { explain } from '../../api/errors.ts';
import { helpPath } from '../../shared/help-path.ts';
import { otherOrganizationPath } from '../../shared/sign-in/return-to.ts';
import { SignOutEverywhere } from '../../shared/sign-out-everywhere.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine, MenuLink } from '../../ui/menu.tsx';
import { Name } from '../../ui/text/name.tsx';
import { useTheme } from './theme.ts';
import { UserButton } from './user-button.tsx';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

type Props = {
  /** Opens the list of keyboard shortcuts. */
  readonly onShortcuts: () => void;
};

/** The user menu: account, theme and sign-out. Opens as soon as it has loaded. */
export function UserMenu({ onShortcuts }: Props) {
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
        <MenuLink icon={<Icon of={CircleUser} />} to="/settings/account/profile">
          Profile
        </MenuLink>
        <MenuLink icon={<Icon of={Bell} />} to="/settings/account/notifications">
          Notifications
        </MenuLink>
        <MenuLink icon={<Icon of={Building2} />} to={otherOrganizationPath}>
          Other organization
        </MenuLink>
        <MenuLine />
        <MenuChoice label="Theme" value={theme} options={themes} onChange={setTheme} />
        <MenuLine />
        <MenuLink icon={<Icon of={CircleQuestionMark} />} to={helpPath('')} reloadDocument>
          Help
        </MenuLink>
        <MenuItem icon={<Icon of={Keyboard} />} onSelect={onShortcuts}>
          Keyboard shortcuts
        </MenuItem>
        <MenuItem
          icon={<Icon of={LogOut} />}
          onSelect={() => signOut.mutate(undefined, { onError: (error) => toast(explain(error), 'failed') })}
        >
          Sign out
        </MenuItem>
        <MenuItem icon={<Icon of={MonitorX} />} onSelect={() => setAsking(true)}>
          Sign out everywhere
        </MenuItem>
      </Menu>
      <SignOutEverywhere open={isAsking} onClose={() => setAsking(false)} />
    </>
  );
}

function Icon({ of: Of }: { readonly of: LucideIcon }) {
  return <Of aria-hidden="true" className="size-4 shrink-0 text-muted" />;
}
