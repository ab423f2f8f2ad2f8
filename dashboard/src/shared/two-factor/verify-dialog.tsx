import { Dialog } from '../../ui/dialog.tsx';
import { IdentityForm } from '../confirmation/identity-form.tsx';

type Props = { readonly onClose: () => void; readonly onVerified: () => void };

/** Asks for the second factor in a session that was opened without it. */
export function VerifyDialog({ onClose, onVerified }: Props) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Use your second factor"
      description="You signed in without it. Use it now to verify this session."
    >
      <IdentityForm needsFactor onConfirmed={onVerified} onClose={onClose} />
    </Dialog>
  );
}
