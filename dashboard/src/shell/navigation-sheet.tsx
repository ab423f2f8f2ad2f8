import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { buttonClasses } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { overlayClasses } from '../ui/dialog.tsx';
import { Navigation } from './navigation.tsx';

type Props = { readonly open: boolean; readonly onOpen: (open: boolean) => void };

/** The navigation on narrow screens, as a sheet from the side. */
export function NavigationSheet({ open, onOpen }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClasses} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 grid w-72 max-w-[85vw] content-start gap-4 overflow-y-auto border-line border-r bg-surface p-4 shadow-xl outline-none"
        >
          <div className="flex items-center justify-between">
            <Dialog.Title className="pl-2.5 font-semibold">Navigation</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className={classNames(buttonClasses({ variant: 'quiet', size: 'icon' }))}
            >
              <X aria-hidden="true" className="size-4" />
            </Dialog.Close>
          </div>
          <Navigation onNavigate={() => onOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
