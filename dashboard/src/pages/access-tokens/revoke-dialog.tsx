import { type Token, useRevokeToken } from '../../api/account/tokens.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

/** Asks before a token is revoked, and says when it was used last. */
export function RevokeDialog({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const revoke = useRevokeToken();
  const toast = useToast();
  const confirm = () =>
    revoke.mutate(token.id, {
      onSuccess: () => {
        toast(
          <>
            “<Name>{token.name}</Name>” is revoked.
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
        <p>It was never used. It ends at once, and this cannot be undone.</p>
      ) : (
        <p>
          It was last used <Time at={token.lastUsedAt} className="font-medium text-ink" />. Whatever uses it
          stops working at once. This cannot be undone.
        </p>
      )}
    </ConfirmDialog>
  );
}
