import { lazy, Suspense, useState } from 'react';
import { UserButton } from './user-button.tsx';

const load = () => import('./user-menu.tsx');
const UserMenu = lazy(() => load().then((file) => ({ default: file.UserMenu })));

/** The user's button. Its menu is loaded when it is about to be pressed: most visits never open it. */
export function UserArea() {
  const [isWanted, setWanted] = useState(false);
  const prepare = () => void load().catch(() => undefined);
  const button = <UserButton onPointerEnter={prepare} onFocus={prepare} onClick={() => setWanted(true)} />;
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <UserMenu />
    </Suspense>
  );
}
