import { type TwoFactorSetup, useBeginTwoFactor } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofForm } from './proof-form.tsx';

type Props = { readonly onClose: () => void; readonly onBegun: (setup: TwoFactorSetup) => void };

/** The first step of the setup: asks for the password. */
export function SetupPasswordDialog({ onClose, onBegun }: Props) {
  const begin = useBeginTwoFactor();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Set up two-factor authentication"
      description="Confirm your password. You will need your authenticator app next."
    >
      <ProofForm
        asks={['currentPassword']}
        submit="Continue"
        pending={begin.isPending}
        error={begin.error}
        onSubmit={({ currentPassword }) => begin.mutate({ currentPassword }, { onSuccess: onBegun })}
        onClose={onClose}
      />
    </Dialog>
  );
}
