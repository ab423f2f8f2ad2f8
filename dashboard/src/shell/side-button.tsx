import { Menu } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Later } from '../ui/later.tsx';
import { laterFile } from '../ui/later-file.ts';

const sheet = laterFile(() => import('./side-sheet.tsx'));

/** The button that opens the navigation on narrow screens. */
export function SideButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        aria-label="Open navigation"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={sheet.prepare}
        onFocus={sheet.prepare}
        onClick={() => setOpen(true)}
      >
        <Menu aria-hidden="true" className="size-5" />
      </Button>
      {isOpen && (
        <Later file={sheet} onMissing={() => setOpen(false)}>
          {({ SideSheet }) => <SideSheet open onOpen={setOpen} />}
        </Later>
      )}
    </>
  );
}
