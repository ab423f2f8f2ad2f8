import { Menu } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { lazyFile } from '../ui/lazy-file.ts';
import { LazyPart } from '../ui/lazy-part.tsx';

const sheet = lazyFile(() => import('./navigation-sheet.tsx'));

/** The button that opens the navigation on narrow screens. */
export function NavigationButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        aria-label="Open navigation"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={sheet.preload}
        onFocus={sheet.preload}
        onClick={() => setOpen(true)}
      >
        <Menu aria-hidden="true" className="size-5" />
      </Button>
      {isOpen && (
        <LazyPart file={sheet} onMissing={() => setOpen(false)}>
          {({ NavigationSheet }) => <NavigationSheet open onOpen={setOpen} />}
        </LazyPart>
      )}
    </>
  );
}
