import { useRenewBackupCodes } from '../../api/account/two-factor.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofForm } from './proof-form.tsx';

type Props = { readonly onClose: () => void; readonly onRenewed: (codes: readonly string[]) => void };

/** Asks for a code before the backup codes are replaced. */
export function RenewDialog({ onClose, onRenewed }: Props) {
  const renew = useRenewBackupCodes();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Make new backup codes?"
      description="You get ten new ones. Those that you have now stop working."
    >
      <ProofForm
        asks={['code']}
        submit="Make new codes"
        pending={renew.isPending}
        error={renew.error}
        onSubmit={({ code }) => renew.mutate(code, { onSuccess: onRenewed })}
        onClose={onClose}
      />
    </Dialog>
  );
}
