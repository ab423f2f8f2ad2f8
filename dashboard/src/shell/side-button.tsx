import { Menu } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../ui/button.tsx';

const load = () => import('./side-sheet.tsx');
const SideSheet = lazy(() => load().then((file) => ({ default: file.SideSheet })));

/** The button that opens the navigation on a narrow screen. */
export function SideButton() {
  const [isOpen, setOpen] = useState(false);
  const prepare = () => void load().catch(() => undefined);
  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        aria-label="Open the navigation"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => setOpen(true)}
      >
        <Menu aria-hidden="true" className="size-5" />
      </Button>
      {isOpen && (
        <Suspense>
          <SideSheet open onOpen={setOpen} />
        </Suspense>
      )}
    </>
  );
}
