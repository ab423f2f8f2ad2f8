import { useRef } from 'react';
import {
  type CreatedToken,
  type Creation,
  newKey,
  type Scope,
  type TokenRequest,
  useCreateToken,
} from '../../api/account/tokens.ts';
import type { Policy } from '../../api/organization/organization.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { type Expiry, endOf, firstChoice } from './expiry.ts';
import { ExpiryField } from './expiry-field.tsx';
import { PermissionsField } from './permissions-field.tsx';

type Props = {
  readonly policy: Policy;
  readonly onClose: () => void;
  readonly onCreated: (token: CreatedToken) => void;
};
type Entries = { readonly name: string; readonly expiry: Expiry; readonly scopes: readonly Scope[] | null };
type Missing = { readonly name?: string; readonly expiresAt?: string; readonly scopes?: string };

/** The form that creates an access token. */
export function CreateTokenDialog({ policy, onClose, onCreated }: Props) {
  const create = useCreateToken();
  const creationOf = useCreation(policy);
  const form = useForm<Entries>({
    initial: { name: '', expiry: firstChoice(policy), scopes: null },
    fields: ['name', 'expiresAt', 'scopes'],
    check: (entries) => missingIn(entries, creationOf(entries).body.expiresAt),
    send: (entries) => create.mutate(creationOf(entries), { onSuccess: onCreated }),
    request: create,
  });
  const { entries, change, problems } = form;

  return (
    <Dialog
      open
      onClose={onClose}
      title="Create Token"
      description="A token acts on your behalf. Treat it like a password."
    >
      <DialogForm form={form} submit="Create Token" onCancel={onClose}>
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
        <ExpiryField
          policy={policy}
          value={entries.expiry}
          error={problems.expiresAt}
          onChange={(expiry) => change({ expiry })}
        />
        <PermissionsField
          value={entries.scopes}
          error={problems.scopes}
          onChange={(scopes) => change({ scopes })}
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

function requestOf({ name, expiry, scopes }: Entries, policy: Policy): TokenRequest {
  const end = endOf(expiry, policy, Date.now());
  return {
    name: name.trim(),
    ...(end === undefined ? {} : { expiresAt: end === null ? null : new Date(end).toISOString() }),
    scopes: scopes && [...scopes],
  };
}

function missingIn({ name, scopes }: Entries, expiresAt: string | null | undefined): Missing {
  return {
    ...(name.trim() === '' ? { name: 'Enter a name.' } : {}),
    ...(expiresAt === undefined ? { expiresAt: 'Choose a future date within the limit.' } : {}),
    ...(scopes?.length === 0 ? { scopes: 'Select at least one scope, or choose full access.' } : {}),
  };
}
