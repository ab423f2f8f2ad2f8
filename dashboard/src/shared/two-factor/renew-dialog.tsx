import { useRenewBackupCodes } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofForm } from './proof-form.tsx';

type Props = { readonly onClose: () => void; readonly onRenewed: (codes: readonly string[]) => void };

/** Asks for a code, then generates new backup codes. */
export function RenewDialog({ onClose, onRenewed }: Props) {
  const renew = useRenewBackupCodes();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Generate new backup codes?"
      description="You get ten new codes. Your current codes stop working."
    >
      <ProofForm
        asks={['code']}
        submit="Generate codes"
        pending={renew.isPending}
        error={renew.error}
        onSubmit={({ code }) => renew.mutate(code, { onSuccess: onRenewed })}
        onClose={onClose}
      />
    </Dialog>
  );
}
