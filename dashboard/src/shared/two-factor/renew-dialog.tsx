import { useRenewBackupCodes } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofForm } from './proof-form.tsx';

type Props = {
  /** Whether there is an authenticator app to take a code from. */
  readonly hasApp: boolean;
  readonly onClose: () => void;
  readonly onRenewed: (codes: readonly string[]) => void;
};

/** Asks for a code, or for the password of a member with passkeys only, then generates new backup codes. */
export function RenewDialog({ hasApp, onClose, onRenewed }: Props) {
  const renew = useRenewBackupCodes();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Generate new backup codes?"
      description="You get ten new codes. Your current codes stop working."
    >
      <ProofForm
        asks={[hasApp ? 'code' : 'currentPassword']}
        submit="Generate codes"
        pending={renew.isPending}
        error={renew.error}
        onSubmit={({ code, currentPassword }) =>
          renew.mutate(hasApp ? { code } : { currentPassword }, { onSuccess: onRenewed })
        }
        onClose={onClose}
      />
    </Dialog>
  );
}
