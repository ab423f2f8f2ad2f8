import { Menu as MenuIcon, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { buttonLook } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { overlayLook } from '../ui/dialog.tsx';
import { Navigation } from './navigation.tsx';

/** The navigation on a narrow screen: a button that slides it in from the side. */
export function SideSheet() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-label="Open the navigation"
        className={buttonLook({ variant: 'quiet', size: 'icon' })}
      >
        <MenuIcon aria-hidden="true" className="size-5" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayLook} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 grid w-72 max-w-[85vw] content-start gap-4 overflow-y-auto border-line border-r bg-surface p-4 shadow-xl outline-none"
        >
          <div className="flex items-center justify-between">
            <Dialog.Title className="pl-2.5 font-semibold">Settings</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className={classNames(buttonLook({ variant: 'quiet', size: 'icon' }))}
            >
              <X aria-hidden="true" className="size-4" />
            </Dialog.Close>
          </div>
          <Navigation onNavigate={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
