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

/** Asks for what a new token needs, and makes it. */
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
      description="A token acts as you. Treat it like a password."
    >
      <DialogForm form={form} submit="Create Token" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          placeholder="CI Pipeline"
          description="What it is for, so that you know it again."
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

/** The request for what was entered. The same entries make the same request, with the same key: repeated, it makes one token. */
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
    ...(name.trim() === '' ? { name: 'Give it a name.' } : {}),
    ...(expiresAt === undefined ? { expiresAt: 'Choose a day to come, within the limit.' } : {}),
    ...(scopes?.length === 0 ? { scopes: 'Choose at least one, or full access.' } : {}),
  };
}
