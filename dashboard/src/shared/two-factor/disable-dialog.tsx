import { useDisableTwoFactor } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { ProofForm } from './proof-form.tsx';

type Props = { readonly hasPasskeys: boolean; readonly onClose: () => void };

/** Asks for the password and a code, then turns off the second factor. */
export function DisableDialog({ hasPasskeys, onClose }: Props) {
  const disable = useDisableTwoFactor();
  const toast = useToast();
  const onSuccess = () => {
    toast(hasPasskeys ? 'The authenticator app is turned off.' : 'Two-factor authentication is off.');
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={hasPasskeys ? 'Turn off the authenticator app?' : 'Turn off two-factor authentication?'}
      description={
        hasPasskeys
          ? 'Signing in will require a passkey or a backup code.'
          : 'You will sign in with only your password. Your backup codes stop working.'
      }
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
