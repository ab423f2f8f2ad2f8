import { type TokenChange, useChangeToken } from '../../../api/account/token-details.ts';
import type { Scope, Token } from '../../../api/account/tokens.ts';
import { DialogForm } from '../../../shared/forms/dialog-form.tsx';
import { useForm } from '../../../shared/forms/use-form.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { useToast } from '../../../ui/feedback/toast.tsx';
import { TextAreaField } from '../../../ui/form/text-area-field.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import { Name } from '../../../ui/text/name.tsx';
import { type Permissions, permissionsOf, scopesOf } from '../create/permissions.ts';
import { PermissionsField } from '../create/permissions-field.tsx';
import { ScopesField } from '../create/scopes-field.tsx';
import { type EarlierExpiry, endOfEarlier } from './earlier-expiry.ts';
import { EarlierExpiryField } from './earlier-expiry-field.tsx';

type Props = {
  readonly token: Token;
  /** The scopes to select first; null for full access. */
  readonly scopes: readonly Scope[] | null;
  readonly onClose: () => void;
};
type Entries = {
  readonly name: string;
  readonly description: string;
  readonly permissions: Permissions;
  readonly expiry: EarlierExpiry;
};

/** Renames and describes a token, and takes away permissions and lifetime. It never gets more. */
export function EditTokenDialog({ token, scopes, onClose }: Props) {
  const save = useChangeToken();
  const toast = useToast();
  const form = useForm<Entries>({
    initial: {
      name: token.name,
      description: token.description ?? '',
      permissions: scopes === null ? { choice: 'full', scopes: [] } : permissionsFor(token, scopes),
      expiry: { kind: 'keep' },
    },
    fields: ['name', 'description', 'scopes', 'expiresAt'],
    check: (entries) => problemsIn(entries, token),
    send: (entries) => {
      const body = changeOf(entries, token);
      if (Object.keys(body).length === 0) return onClose();
      const onSuccess = () => {
        toast('Token changed.');
        onClose();
      };
      save.mutate({ tokenId: token.id, body }, { onSuccess });
    },
    request: save,
  });
  const { entries, change, problems } = form;
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Edit “<Name>{token.name}</Name>”
        </>
      }
      description="Permissions and lifetime can only be taken away. For more, create another token."
    >
      <DialogForm form={form} submit="Save changes" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          value={entries.name}
          error={problems.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextAreaField
          label="Description"
          name="description"
          className="min-h-16!"
          value={entries.description}
          error={problems.description}
          onChange={(event) => change({ description: event.target.value })}
        />
        <EarlierExpiryField
          current={token.expiresAt}
          value={entries.expiry}
          error={problems.expiresAt}
          onChange={(expiry) => change({ expiry })}
        />
        {token.scopes === null ? (
          <PermissionsField
            value={entries.permissions}
            error={problems.scopes}
            onChange={(permissions) => change({ permissions })}
          />
        ) : (
          <ScopesField
            legend="Permissions"
            offered={token.scopes}
            value={scopesOf(entries.permissions) ?? []}
            error={problems.scopes}
            onChange={(chosen) => change({ permissions: { choice: 'custom', scopes: chosen } })}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}

/** A token with scopes offers them one by one; one with full access also the ready-made choices. */
function permissionsFor(token: Token, scopes: readonly Scope[]): Permissions {
  return token.scopes === null ? permissionsOf(scopes) : { choice: 'custom', scopes };
}

function problemsIn({ name, permissions, expiry }: Entries, { expiresAt }: Token): Record<string, string> {
  const end = endOfEarlier(expiry, expiresAt, Date.now());
  return {
    ...(name.trim() === '' ? { name: 'Enter a name.' } : {}),
    ...(scopesOf(permissions)?.length === 0
      ? { scopes: 'Keep at least one scope, or revoke the token.' }
      : {}),
    ...(end === undefined ? { expiresAt: 'Choose a future date before the current one.' } : {}),
  };
}

/** Returns only what differs from the token. */
function changeOf({ name, description, permissions, expiry }: Entries, token: Token): TokenChange {
  const scopes = scopesOf(permissions);
  const end = endOfEarlier(expiry, token.expiresAt, Date.now());
  const kept = token.scopes !== null && scopes !== null && scopes.length === token.scopes.length;
  return {
    ...(name.trim() === token.name ? {} : { name: name.trim() }),
    ...(description.trim() === (token.description ?? '') ? {} : { description: description.trim() || null }),
    ...(scopes === null || kept ? {} : { scopes: [...scopes] }),
    ...(end ? { expiresAt: new Date(end).toISOString() } : {}),
  };
}
