import { useDisableTwoFactor } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { ProofForm } from './proof-form.tsx';

/** Asks for password and code before the second factor is switched off. */
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
      title="Switch two-factor authentication off?"
      description="Your password alone then signs you in. Your backup codes stop working."
    >
      <ProofForm
        danger
        asks={['currentPassword', 'code']}
        submit="Switch off"
        pending={disable.isPending}
        error={disable.error}
        onSubmit={(proofs) => disable.mutate(proofs, { onSuccess })}
        onClose={onClose}
      />
    </Dialog>
  );
}
