import { useRef } from 'react';
import {
  type CreatedToken,
  type Creation,
  newKey,
  type TokenRequest,
  useCreateToken,
} from '../../../api/account/tokens.ts';
import type { Policy } from '../../../api/organization/organization.ts';
import { DialogForm } from '../../../shared/forms/dialog-form.tsx';
import { useForm } from '../../../shared/forms/use-form.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextAreaField } from '../../../ui/form/text-area-field.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import { type Expiry, endOf, firstChoice } from './expiry.ts';
import { ExpiryField } from './expiry-field.tsx';
import type { FilledIn } from './link.ts';
import { LinkNotice } from './link-notice.tsx';
import { leastPermissions, type Permissions, permissionsOf, scopesOf } from './permissions.ts';
import { PermissionsField } from './permissions-field.tsx';

type Props = {
  readonly policy: Policy;
  /** What a link fills in; null without one. */
  readonly link: FilledIn | null;
  readonly onClose: () => void;
  readonly onCreated: (token: CreatedToken) => void;
};
type Entries = {
  readonly name: string;
  readonly description: string;
  readonly expiry: Expiry;
  readonly permissions: Permissions;
};
type Missing = { readonly name?: string; readonly expiresAt?: string; readonly scopes?: string };

type Draft = Pick<Entries, 'name' | 'description'>;
const empty: Draft = { name: '', description: '' };
/** What was typed but not sent, while the page is open. */
let draft = empty;

/** The form that creates an access token. Closing it keeps what was typed. A link may fill it in, but only the member submits it. */
export function CreateTokenDialog({ policy, link, onClose, onCreated }: Props) {
  const create = useCreateToken();
  const creationOf = useCreation(policy);
  const form = useForm<Entries>({
    initial: {
      name: link ? (link.name ?? '') : draft.name,
      description: link ? (link.description ?? '') : draft.description,
      expiry: link?.expiry ?? firstChoice(policy),
      permissions: link?.scopes ? permissionsOf(link.scopes) : leastPermissions,
    },
    fields: ['name', 'description', 'expiresAt', 'scopes'],
    check: (entries) => missingIn(entries, creationOf(entries).body.expiresAt),
    send: (entries) =>
      create.mutate(creationOf(entries), {
        onSuccess: (token) => {
          draft = empty;
          onCreated(token);
        },
      }),
    request: create,
  });
  const { entries, problems } = form;
  const change = (part: Partial<Entries>) => {
    if (!link)
      draft = { name: part.name ?? entries.name, description: part.description ?? entries.description };
    form.change(part);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Create Token"
      description="A token acts on your behalf. Treat it like a password."
    >
      <DialogForm form={form} submit="Create Token" onCancel={onClose}>
        {link && <LinkNotice link={link} />}
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          placeholder="CI Pipeline"
          description="Helps you recognize it later."
          value={entries.name}
          error={problems.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextAreaField
          label="Description"
          name="description"
          className="min-h-16!"
          placeholder="Optional: what it is for, and where it is stored"
          value={entries.description}
          error={problems.description}
          onChange={(event) => change({ description: event.target.value })}
        />
        <ExpiryField
          policy={policy}
          value={entries.expiry}
          error={problems.expiresAt}
          onChange={(expiry) => change({ expiry })}
        />
        <PermissionsField
          value={entries.permissions}
          error={problems.scopes}
          onChange={(permissions) => change({ permissions })}
        />
      </DialogForm>
    </Dialog>
  );
}

/**
 * Builds the request. The same entries get the same idempotency key, so that a retry creates no second token.
 */
function useCreation(policy: Policy): (entries: Entries) => Creation {
  const last = useRef<{ readonly entered: string; readonly creation: Creation }>(null);
  return (entries) => {
    const entered = JSON.stringify(entries);
    if (last.current?.entered !== entered) {
      last.current = { entered, creation: { body: requestOf(entries, policy), key: newKey() } };
    }
    return last.current.creation;
  };
}

function requestOf({ name, description, expiry, permissions }: Entries, policy: Policy): TokenRequest {
  const scopes = scopesOf(permissions);
  const end = endOf(expiry, policy, Date.now());
  return {
    name: name.trim(),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    ...(end === undefined ? {} : { expiresAt: end === null ? null : new Date(end).toISOString() }),
    scopes: scopes && [...scopes],
  };
}

function missingIn({ name, permissions }: Entries, expiresAt: string | null | undefined): Missing {
  return {
    ...(name.trim() === '' ? { name: 'Enter a name.' } : {}),
    ...(expiresAt === undefined ? { expiresAt: 'Choose a future date within the limit.' } : {}),
    ...(scopesOf(permissions)?.length === 0
      ? { scopes: 'Select at least one scope, or choose full access.' }
      : {}),
  };
}
