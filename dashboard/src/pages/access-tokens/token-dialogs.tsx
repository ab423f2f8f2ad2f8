import { useQuery } from '@tanstack/react-query';
import type { CreatedToken, Token } from '../../api/account/tokens.ts';
import { organizationQuery } from '../../api/organization/organization.ts';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** The open dialog and its token. */
export type OpenDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'rotate' | 'revoke'; readonly token: Token }
  | { readonly kind: 'secret'; readonly token: CreatedToken; readonly note: string | null };

type Props = { readonly open: OpenDialog; readonly onOpen: (open: OpenDialog | null) => void };

/** The dialogs of the page, one at a time. Creating or rotating a token leads to its secret. */
export function TokenDialogs({ open, onOpen }: Props) {
  const { data: organization } = useQuery(organizationQuery);
  const close = () => onOpen(null);
  const showSecret = (token: CreatedToken, note: string | null = null) =>
    onOpen({ kind: 'secret', token, note });
  if (open.kind === 'secret') return <SecretDialog token={open.token} note={open.note} onClose={close} />;
  if (open.kind === 'revoke') return <RevokeDialog token={open.token} onClose={close} />;
  if (!organization) return null;
  const { policy } = organization;
  if (open.kind === 'create') {
    return <CreateTokenDialog policy={policy} onClose={close} onCreated={(token) => showSecret(token)} />;
  }
  return <RotateDialog token={open.token} policy={policy} onClose={close} onRotated={showSecret} />;
}
