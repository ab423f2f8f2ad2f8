import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { explain } from '../api/errors.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { DialogActions, dialogClasses, overlayClasses } from '../ui/dialog.tsx';
import { Banner } from '../ui/feedback/banner.tsx';

type Props = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Describes what happens, and whether it can be undone. */
  readonly children: ReactNode;
  /** The label of the button, such as "Revoke token". */
  readonly confirm: string;
  readonly cancel?: string;
  readonly danger?: boolean;
  readonly pending?: boolean;
  /** The error of the last attempt. */
  readonly error?: unknown;
  readonly onConfirm: () => void;
};

/** Asks for confirmation. A click outside does not close it. */
export function ConfirmDialog({ open, onClose, title, children, error, ...rest }: Props) {
  const { confirm, cancel = 'Cancel', danger = true, pending = false, onConfirm } = rest;
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlayClasses} />
        <AlertDialog.Content className={classNames(dialogClasses, 'sm:max-w-md')}>
          <AlertDialog.Title className="font-semibold text-lg leading-snug">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="grid gap-2 text-muted">{children}</div>
          </AlertDialog.Description>
          {error ? <Banner tone="danger">{explain(error)}</Banner> : null}
          <DialogActions>
            <AlertDialog.Cancel asChild>
              <Button>{cancel}</Button>
            </AlertDialog.Cancel>
            <Button variant={danger ? 'danger' : 'primary'} pending={pending} onClick={onConfirm}>
              {confirm}
            </Button>
          </DialogActions>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
