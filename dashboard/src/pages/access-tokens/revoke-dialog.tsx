import { type Token, useRevokeToken } from '../../api/account/tokens.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

/** Asks for confirmation before a token is revoked, and shows when it was last used. */
export function RevokeDialog({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const revoke = useRevokeToken();
  const toast = useToast();
  const confirm = () =>
    revoke.mutate(token.id, {
      onSuccess: () => {
        toast(
          <>
            “<Name>{token.name}</Name>” was revoked.
          </>,
        );
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Revoke “<Name>{token.name}</Name>”?
        </>
      }
      confirm="Revoke token"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
    >
      {token.lastUsedAt === null ? (
        <p>This token has never been used. It stops working immediately. This cannot be undone.</p>
      ) : (
        <p>
          This token was last used <Time at={token.lastUsedAt} className="font-medium text-ink" />. Anything
          that uses it stops working immediately. This cannot be undone.
        </p>
      )}
    </ConfirmDialog>
  );
}
