import type { ReactNode } from 'react';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { CodeField } from '../forms/code-field.tsx';
import { DialogForm } from '../forms/dialog-form.tsx';
import { useForm } from '../forms/use-form.ts';
import { emptyProofs, proofProblems } from './proof-problems.ts';

type Proof = 'currentPassword' | 'code';
type Props = {
  readonly asks: readonly Proof[];
  /** Describes the accepted codes, if not every kind is accepted. */
  readonly codeDescription?: ReactNode;
  readonly submit: string;
  readonly danger?: boolean;
  readonly pending: boolean;
  /** The error of the last attempt. */
  readonly error: unknown;
  readonly onSubmit: (proofs: Readonly<Record<Proof, string>>) => void;
  readonly onClose: () => void;
};

/** Asks for the password, a code or both before a change to the second factor. */
export function ProofForm({ asks, codeDescription, error, onSubmit, ...rest }: Props) {
  const { submit, danger = false, pending, onClose } = rest;
  const form = useForm({
    initial: { currentPassword: '', code: '' },
    fields: asks,
    check: (proofs) => emptyProofs(Object.fromEntries(asks.map((proof) => [proof, proofs[proof]]))),
    send: (proofs) => onSubmit({ ...proofs, code: proofs.code.trim() }),
    request: { error, isPending: pending },
    problemsOf: proofProblems,
  });
  const { entries, change, problems } = form;
  return (
    <DialogForm form={form} submit={submit} danger={danger} onCancel={onClose}>
      {asks.includes('currentPassword') && (
        <PasswordField
          label="Current password"
          name="currentPassword"
          autoComplete="current-password"
          value={entries.currentPassword}
          error={problems.currentPassword}
          onChange={(event) => change({ currentPassword: event.target.value })}
        />
      )}
      {asks.includes('code') && (
        <CodeField
          isFirst={asks[0] === 'code'}
          description={codeDescription}
          value={entries.code}
          error={problems.code}
          onChange={(code) => change({ code })}
        />
      )}
    </DialogForm>
  );
}
