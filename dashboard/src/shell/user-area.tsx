import { useState } from 'react';
import { Later } from '../ui/later.tsx';
import { laterFile } from '../ui/later-file.ts';
import { UserButton } from './user-button.tsx';

const menu = laterFile(() => import('./user-menu.tsx'));

/** The button of the user menu. The menu itself is loaded on demand. */
export function UserArea() {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <UserButton onPointerEnter={menu.prepare} onFocus={menu.prepare} onClick={() => setWanted(true)} />
  );
  if (!isWanted) return button;
  return (
    <Later file={menu} fallback={button} onMissing={() => setWanted(false)}>
      {({ UserMenu }) => <UserMenu />}
    </Later>
  );
}
