import { type Passkey, useRemovePasskey } from '../../../api/passkeys/passkeys.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { useToast } from '../../../ui/feedback/toast.tsx';
import { Name } from '../../../ui/text/name.tsx';

type Props = { readonly passkey: Passkey; readonly onClose: () => void };

/** Asks for confirmation before a passkey is removed. */
export function RemovePasskeyDialog({ passkey, onClose }: Props) {
  const remove = useRemovePasskey();
  const toast = useToast();
  const name = (
    <>
      “<Name>{passkey.name}</Name>”
    </>
  );
  const confirm = () =>
    remove.mutate(passkey.id, {
      onSuccess: () => {
        toast(<>Removed the passkey {name}.</>);
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={<>Remove {name}?</>}
      confirm="Remove passkey"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
    >
      <p>
        It stops working immediately, and other sessions that used it end. Your device may still offer it;
        delete it there too.
      </p>
    </ConfirmDialog>
  );
}
