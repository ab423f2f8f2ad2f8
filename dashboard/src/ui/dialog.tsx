import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonLook } from './button.tsx';
import { classNames } from './class-names.ts';

/** The veil over the page below a dialog. On the dialog's own level: a second one veils the first. */
export const overlayLook = 'fixed inset-0 z-50 bg-scrim';
/** A dialog's box: at the foot of a phone's screen, in the middle of a wider one. */
export const dialogLook =
  'fixed z-50 flex max-h-[92dvh] scroll-pb-24 flex-col gap-4 *:shrink-0 [overflow-wrap:anywhere] overflow-y-auto border border-line bg-surface p-5 shadow-xl outline-none ' +
  'max-sm:pb-[max(1.25rem,env(safe-area-inset-bottom))] ' +
  // Buttons at its foot bring their own room: they stick to the edge of what scrolls.
  'max-sm:has-[[data-actions]]:pb-0 sm:has-[[data-actions]]:pb-0 ' +
  'inset-x-0 bottom-0 rounded-t-xl sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-full ' +
  'sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl sm:p-6';
const widths = { md: 'sm:max-w-lg', lg: 'sm:max-w-2xl' } as const;

type Props = {
  readonly open: boolean;
  /** Asked when the person wants to leave: by the cross, Escape, or a press outside. */
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description: ReactNode;
  readonly width?: keyof typeof widths;
  readonly children: ReactNode;
};

/** A dialog over the page, with a title and a sentence that says what it is for. */
export function Dialog({ open, onClose, title, description, width = 'md', children }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={overlayLook} />
        <Radix.Content className={classNames(dialogLook, widths[width])}>
          <header className="grid gap-1 pr-8">
            <Radix.Title className="font-semibold text-lg leading-snug">{title}</Radix.Title>
            <Radix.Description className="text-muted">{description}</Radix.Description>
          </header>
          {children}
          <Radix.Close
            aria-label="Close"
            className={classNames(
              buttonLook({ variant: 'quiet', size: 'icon' }),
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

/** The fields of a dialog above its buttons. Not a grid, in which the buttons could not stay in sight. */
export const dialogFormLook = 'flex flex-col gap-5';

/**
 * The buttons at the foot of a dialog: the main one last, at the right. They stay in sight where the rest is higher
 * than the screen, and what scrolls fades out above them. Part of a `flex` column, such as `dialogFormLook`.
 */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return (
    <div data-actions className={actionsLook}>
      {children}
    </div>
  );
}

const actionsLook =
  'sticky bottom-0 z-10 flex flex-col-reverse gap-2 bg-surface pt-1 sm:flex-row sm:justify-end ' +
  '-mx-5 px-5 max-sm:pb-[max(1.25rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6 sm:pb-6 ' +
  'before:pointer-events-none before:absolute before:inset-x-0 before:bottom-full before:h-4 ' +
  "before:bg-linear-to-t before:from-surface before:to-transparent before:content-['']";
