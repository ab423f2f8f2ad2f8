import { useQuery } from '@tanstack/react-query';
import { useMe } from '../../api/account/me.ts';
import type { CreatedToken, Scope, Token } from '../../api/account/tokens.ts';
import { organizationQuery } from '../../api/organization/organization.ts';
import { CreateTokenDialog } from './create/create-token-dialog.tsx';
import { readLink } from './create/link.ts';
import { EditTokenDialog } from './page/edit-token-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** The open dialog and its token. */
export type OpenDialog =
  | { readonly kind: 'create'; readonly link: URLSearchParams | null }
  | { readonly kind: 'edit'; readonly token: Token; readonly scopes: readonly Scope[] | null }
  | { readonly kind: 'rotate' | 'revoke'; readonly token: Token }
  | { readonly kind: 'secret'; readonly token: CreatedToken; readonly note: string | null };

type Props = { readonly open: OpenDialog; readonly onOpen: (open: OpenDialog | null) => void };

/** The dialogs of the page, one at a time. Creating or rotating a token leads to its secret. */
export function TokenDialogs({ open, onOpen }: Props) {
  const { data: organization } = useQuery(organizationQuery);
  const { role } = useMe();
  const close = () => onOpen(null);
  const showSecret = (token: CreatedToken, note: string | null = null) =>
    onOpen({ kind: 'secret', token, note });
  if (open.kind === 'secret') return <SecretDialog token={open.token} note={open.note} onClose={close} />;
  if (open.kind === 'revoke') return <RevokeDialog token={open.token} onClose={close} />;
  if (open.kind === 'edit')
    return <EditTokenDialog token={open.token} scopes={open.scopes} onClose={close} />;
  if (!organization) return null;
  const { policy } = organization;
  if (open.kind === 'create') {
    const limits = { ...policy, isAdmin: role === 'ADMIN' };
    return (
      <CreateTokenDialog
        policy={policy}
        link={open.link && readLink(open.link, limits, Date.now())}
        onClose={close}
        onCreated={(token) => showSecret(token)}
      />
    );
  }
  return <RotateDialog token={open.token} policy={policy} onClose={close} onRotated={showSecret} />;
}
