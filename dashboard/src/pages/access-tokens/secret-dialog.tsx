import type { CreatedToken } from '../../api/account/tokens.ts';
import { SecretDialog as AnySecretDialog } from '../../shared/secret-dialog.tsx';

type Props = {
  readonly token: CreatedToken;
  /** What happens to the token that this one replaces. */
  readonly note?: string | null;
  readonly onClose: () => void;
};

/** A new token's secret, this once. */
export function SecretDialog({ token: { name, token }, note, onClose }: Props) {
  return (
    <AnySecretDialog
      name={name}
      description="Copy the token now and keep it where only its user can read it."
      label="Token"
      secret={token}
      curl={`curl -H "Authorization: Bearer ${token}" ${window.location.origin}/api/v1/me`}
      note={note}
      onClose={onClose}
    />
  );
}
