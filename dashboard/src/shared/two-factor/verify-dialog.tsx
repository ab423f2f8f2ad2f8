import { useVerifyTwoFactor } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofForm } from './proof-form.tsx';

type Props = { readonly onClose: () => void; readonly onVerified: () => void };

/** Asks for a code in a session that was opened without one. */
export function VerifyDialog({ onClose, onVerified }: Props) {
  const verify = useVerifyTwoFactor();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Enter a code"
      description="You signed in without a two-factor code. Enter one to verify this session."
    >
      <ProofForm
        asks={['code']}
        submit="Continue"
        pending={verify.isPending}
        error={verify.error}
        onSubmit={({ code }) => verify.mutate(code, { onSuccess: onVerified })}
        onClose={onClose}
      />
    </Dialog>
  );
}
