import { useState } from 'react';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { UserButton } from './user-button.tsx';

const menu = lazyFile(() => import('./user-menu.tsx'));

/** The button of the user menu. The menu itself is loaded on demand. */
export function UserArea({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <UserButton onPointerEnter={menu.preload} onFocus={menu.preload} onClick={() => setWanted(true)} />
  );
  if (!isWanted) return button;
  return (
    <LazyPart file={menu} fallback={button} onMissing={() => setWanted(false)}>
      {({ UserMenu }) => <UserMenu onShortcuts={onShortcuts} />}
    </LazyPart>
  );
}
