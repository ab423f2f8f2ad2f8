import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonClasses } from './button.tsx';
import { classNames } from './class-names.ts';

/** The overlay below a dialog. It has the dialog's z-index, so that a second dialog covers the first. */
export const overlayClasses = 'fixed inset-0 z-50 bg-scrim';
/** A dialog: at the bottom of narrow screens, centered on wide ones. */
export const dialogClasses =
  'fixed z-50 flex max-h-[92dvh] scroll-pb-24 flex-col gap-4 *:shrink-0 [overflow-wrap:anywhere] overflow-y-auto border border-line bg-surface p-5 shadow-xl outline-none ' +
  'max-sm:pb-[max(1.25rem,env(safe-area-inset-bottom))] ' +
  // The sticky buttons at the bottom have their own padding.
  'max-sm:has-[[data-actions]]:pb-0 sm:has-[[data-actions]]:pb-0 ' +
  'inset-x-0 bottom-0 rounded-t-xl sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-full ' +
  'sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl sm:p-6';
const widths = { md: 'sm:max-w-lg', lg: 'sm:max-w-2xl' } as const;

type Props = {
  readonly open: boolean;
  /** Called by the close button, the Escape key and clicks outside. */
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description: ReactNode;
  readonly width?: keyof typeof widths;
  readonly children: ReactNode;
};

/** A modal dialog with a title and a description. */
export function Dialog({ open, onClose, title, description, width = 'md', children }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={overlayClasses} />
        <Radix.Content className={classNames(dialogClasses, widths[width])}>
          <header className="grid gap-1 pr-8">
            <Radix.Title className="font-semibold text-lg leading-snug">{title}</Radix.Title>
            <Radix.Description className="text-muted">{description}</Radix.Description>
          </header>
          {children}
          <Radix.Close
            aria-label="Close"
            className={classNames(
              buttonClasses({ variant: 'quiet', size: 'icon' }),
              'absolute top-3.5 right-3.5',
            )}
          >
            <X aria-hidden="true" className="size-4" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The form of a dialog. Not a grid, because the buttons could not be sticky in one. */
export const dialogFormClasses = 'flex flex-col gap-5';

/**
 * The buttons at the bottom of a dialog, the main one last. They stay visible while the content scrolls and
 * fades out above them. Must be in a `flex` column, such as `dialogFormClasses`.
 */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return (
    <div data-actions className={actionsClasses}>
      {children}
    </div>
  );
}

const actionsClasses =
  'sticky bottom-0 z-10 flex flex-col-reverse gap-2 bg-surface pt-1 sm:flex-row sm:justify-end ' +
  '-mx-5 px-5 max-sm:pb-[max(1.25rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6 sm:pb-6 ' +
  'before:pointer-events-none before:absolute before:inset-x-0 before:bottom-full before:h-4 ' +
  "before:bg-linear-to-t before:from-surface before:to-transparent before:content-['']";
