import { type OwnedToken, useRevokeTokens } from '../../api/organization/organization-tokens.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

/** The number of tokens listed by name; the others are only counted. */
const shown = 10;

type Props = { readonly tokens: readonly OwnedToken[]; readonly onClose: () => void };

/** Asks for confirmation before tokens are revoked, and lists them with their owners and last use. */
export function RevokeTokensDialog({ tokens, onClose }: Props) {
  const revoke = useRevokeTokens();
  const toast = useToast();
  const count = countOf(tokens.length, 'token');
  const confirm = () => {
    const onSuccess = (ended: number) => {
      toast(doneText(tokens.length, ended));
      onClose();
    };
    revoke.mutate(
      tokens.map(({ id }) => id),
      { onSuccess },
    );
  };
  const named = tokens.slice(0, shown);
  const more = tokens.length - named.length;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Revoke ${count}?`}
      confirm={tokens.length === 1 ? 'Revoke token' : `Revoke ${count}`}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
    >
      <ul className="divide-y divide-line rounded-lg border border-line">
        {named.map(({ id, name, owner, lastUsedAt }) => (
          <li key={id} className="px-3 py-2 [overflow-wrap:anywhere]">
            <span className="font-medium text-ink">
              <Name>{name}</Name>
            </span>{' '}
            (<Name>{owner.name}</Name>),{' '}
            {lastUsedAt === null ? (
              'never used'
            ) : (
              <>
                last used <Time at={lastUsedAt} />
              </>
            )}
          </li>
        ))}
        {more > 0 && <li className="px-3 py-2">and {more} more</li>}
      </ul>
      <p>
        Anything that uses {tokens.length === 1 ? 'it' : 'them'} stops working immediately. This cannot be
        undone.
      </p>
    </ConfirmDialog>
  );
}

function doneText(requested: number, ended: number): string {
  if (ended === requested) return requested === 1 ? 'Token revoked.' : `${requested} tokens revoked.`;
  if (ended === 0) return requested === 1 ? 'The token had already ended.' : 'The tokens had already ended.';
  return `${countOf(ended, 'token')} revoked. The others had already ended.`;
}
