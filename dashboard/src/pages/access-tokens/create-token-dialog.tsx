import { type FormEvent, useEffect, useRef, useState } from 'react';
import {
  type CreatedToken,
  type Creation,
  newKey,
  type Scope,
  type TokenRequest,
  useCreateToken,
} from '../../api/account/tokens.ts';
import { formProblems } from '../../api/form-problems.ts';
import type { Policy } from '../../api/organization/organization.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, dialogFormLook } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { focusProblem } from '../../ui/form/focus-problem.ts';
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
  const [entries, setEntries] = useState<Entries>({ name: '', expiry: firstChoice(policy), scopes: null });
  const [missing, setMissing] = useState<Missing>({});
  const form = useRef<HTMLFormElement>(null);
  const create = useCreateToken();
  const creationOf = useCreation(policy);
  const change = (part: Partial<Entries>) => {
    setEntries({ ...entries, ...part });
    setMissing({});
  };

  useEffect(() => {
    if (create.isError) focusProblem(form.current);
  }, [create.isError]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const creation = creationOf(entries);
    const found = missingIn(entries, creation.body.expiresAt);
    setMissing(found);
    if (Object.keys(found).length > 0) return focusProblem(form.current);
    if (!create.isPending) create.mutate(creation, { onSuccess: onCreated });
  };
  const problems = formProblems(create.error, ['name', 'expiresAt', 'scopes']);
  const fields = { ...problems.fields, ...missing };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Create Token"
      description="A token acts as you. Treat it like a password."
    >
      <form ref={form} noValidate className={dialogFormLook} onSubmit={submit}>
        {problems.form && <Banner tone="danger">{problems.form}</Banner>}
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          placeholder="CI Pipeline"
          description="What it is for, so that you know it again."
          value={entries.name}
          error={fields.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <ExpiryField
          policy={policy}
          value={entries.expiry}
          error={fields.expiresAt}
          onChange={(expiry) => change({ expiry })}
        />
        <PermissionsField
          value={entries.scopes}
          error={fields.scopes}
          onChange={(scopes) => change({ scopes })}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={create.isPending}>
            Create Token
          </Button>
        </DialogActions>
      </form>
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
