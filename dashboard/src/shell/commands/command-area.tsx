import { Search } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Keys } from '../../ui/keys.tsx';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { TypeAhead } from './type-ahead.ts';

const palette = lazyFile(() => import('./palette.tsx'));
const sheet = lazyFile(() => import('./shortcut-sheet.tsx'));

export type OpenCommands = 'palette' | 'shortcuts' | null;
type ButtonProps = { readonly onSearch: () => void };

/** The button that opens the search, as wide as the navigation. */
export function SearchButton({ onSearch }: ButtonProps) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      className="motion flex h-8 w-full items-center gap-2 rounded-md border border-line bg-canvas px-2 text-muted hover:border-line-strong/50 hover:text-ink"
      onPointerEnter={palette.preload}
      onFocus={palette.preload}
      onClick={onSearch}
    >
      <Search aria-hidden="true" className="size-4 shrink-0" />
      <span className="flex-1 text-left">Search or jump to</span>
      <span aria-hidden="true">
        <Keys keys={['mod', 'k']} />
      </span>
    </button>
  );
}

/** The same in the top bar of narrow screens. */
export function SearchIconButton({ onSearch }: ButtonProps) {
  return (
    <Button
      variant="quiet"
      size="icon"
      aria-label="Search or jump to"
      aria-haspopup="dialog"
      onPointerEnter={palette.preload}
      onFocus={palette.preload}
      onClick={onSearch}
    >
      <Search aria-hidden="true" className="size-5" />
    </Button>
  );
}

type Props = { readonly open: OpenCommands; readonly onOpen: (open: OpenCommands) => void };

/** Loads the search before it is opened: Control or Command was pressed, and K may follow. */
export const preloadSearch = palette.preload;

/** The search and the list of shortcuts, loaded when they are opened. */
export function CommandDialogs({ open, onOpen }: Props) {
  const typed = useRef('');
  const onClose = () => {
    typed.current = '';
    onOpen(null);
  };
  return (
    <>
      {open === 'palette' && (
        <LazyPart file={palette} onMissing={onClose} fallback={<TypeAhead typed={typed} onClose={onClose} />}>
          {({ Palette }) => (
            <Palette typed={typed} onClose={onClose} onShortcuts={() => onOpen('shortcuts')} />
          )}
        </LazyPart>
      )}
      {open === 'shortcuts' && (
        <LazyPart file={sheet} onMissing={onClose}>
          {({ ShortcutSheet }) => <ShortcutSheet onClose={onClose} />}
        </LazyPart>
      )}
    </>
  );
}
