import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { DialogActions, dialogFormLook } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { focusProblem } from '../../ui/form/focus-problem.ts';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { CodeField } from '../code-field.tsx';
import { emptyProofs, proofProblems } from './proof-problems.ts';

type Proof = 'currentPassword' | 'code';
type Props = {
  readonly asks: readonly Proof[];
  /** Which codes it takes, where not every one does. */
  readonly codeDescription?: ReactNode;
  readonly submit: string;
  readonly danger?: boolean;
  readonly pending: boolean;
  /** Why the last try did not work. */
  readonly error: unknown;
  readonly onSubmit: (proofs: Readonly<Record<Proof, string>>) => void;
  readonly onClose: () => void;
};

/** Asks a member to show that it is them, by password, code or both, before a change to their second factor. */
export function ProofForm({ asks, codeDescription, error, onSubmit, ...rest }: Props) {
  const { submit, danger = false, pending, onClose } = rest;
  const [proofs, setProofs] = useState({ currentPassword: '', code: '' });
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) focusProblem(form.current);
  }, [error]);

  const send = (event: FormEvent) => {
    event.preventDefault();
    const found = emptyProofs(Object.fromEntries(asks.map((proof) => [proof, proofs[proof]])));
    setMissing(found);
    if (Object.keys(found).length > 0) return focusProblem(form.current);
    if (!pending) onSubmit({ ...proofs, code: proofs.code.trim() });
  };
  const change = (part: Partial<typeof proofs>) => {
    setProofs({ ...proofs, ...part });
    setMissing({});
  };
  const problems = proofProblems(error, asks);
  const fields = { ...problems.fields, ...missing };
  return (
    <form ref={form} noValidate className={dialogFormLook} onSubmit={send}>
      {problems.form && <Banner tone="danger">{problems.form}</Banner>}
      {asks.includes('currentPassword') && (
        <PasswordField
          label="Current password"
          name="currentPassword"
          autoComplete="current-password"
          value={proofs.currentPassword}
          error={fields.currentPassword}
          onChange={(event) => change({ currentPassword: event.target.value })}
        />
      )}
      {asks.includes('code') && (
        <CodeField
          isFirst={asks[0] === 'code'}
          description={codeDescription}
          value={proofs.code}
          error={fields.code}
          onChange={(code) => change({ code })}
        />
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} pending={pending}>
          {submit}
        </Button>
      </DialogActions>
    </form>
  );
}
