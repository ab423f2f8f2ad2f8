import { useDisableTwoFactor } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { ProofForm } from './proof-form.tsx';

/** Asks for the password and a code, then turns off the second factor. */
export function DisableDialog({ onClose }: { readonly onClose: () => void }) {
  const disable = useDisableTwoFactor();
  const toast = useToast();
  const onSuccess = () => {
    toast('Two-factor authentication is off.');
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Turn off two-factor authentication?"
      description="You will sign in with only your password. Your backup codes stop working."
    >
      <ProofForm
        danger
        asks={['currentPassword', 'code']}
        submit="Turn off"
        pending={disable.isPending}
        error={disable.error}
        onSubmit={(proofs) => disable.mutate(proofs, { onSuccess })}
        onClose={onClose}
      />
    </Dialog>
  );
}
