import { useSignOut } from '../api/account/me.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks before every session of the member ends. */
export function SignOutEverywhere({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const signOut = useSignOut('everywhere');
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title="Sign out everywhere?"
      confirm="Sign out everywhere"
      pending={signOut.isPending || signOut.isSuccess}
      error={signOut.error}
      onConfirm={() => signOut.mutate()}
    >
      <p>This ends every session of yours, on this browser too. Your access tokens go on working.</p>
    </ConfirmDialog>
  );
}
