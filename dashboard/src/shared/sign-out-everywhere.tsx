import { useSignOut } from '../api/account/me.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks for confirmation before all sessions of the member end. */
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
      <p>This ends all your sessions, including this one. Your access tokens keep working.</p>
    </ConfirmDialog>
  );
}
