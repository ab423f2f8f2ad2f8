import type { CreatedToken } from '../../api/account/tokens.ts';
import { SecretDialog as AnySecretDialog } from '../../shared/secret-dialog.tsx';

type Props = {
  readonly token: CreatedToken;
  /** What happens to the token that this one replaces, after a rotation. */
  readonly note?: string | null;
  readonly onClose: () => void;
};

/** Shows a new token once. */
export function SecretDialog({ token: { name, token }, note, onClose }: Props) {
  return (
    <AnySecretDialog
      name={name}
      description="Copy the token now and store it in a safe place."
      label="Token"
      secret={token}
      curl={`curl -H "Authorization: Bearer ${token}" ${window.location.origin}/api/v1/me`}
      note={note}
      onClose={onClose}
    />
  );
}
