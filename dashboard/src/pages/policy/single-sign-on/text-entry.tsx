import type { ReactNode } from 'react';
import { PasswordField } from '../../../ui/form/password-field.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import type { Entries } from './provider-entries.ts';

/** The fields of the form with their problems, and how they change. */
export type FormPart = {
  readonly entries: Entries;
  readonly problems: Readonly<Record<string, string>>;
  readonly change: (part: Partial<Entries>) => void;
};

type TextName = 'name' | 'issuer' | 'clientId' | 'clientSecret' | 'scope' | 'domains' | 'roleClaim';
type Props = {
  readonly part: FormPart;
  readonly field: TextName;
  readonly label: string;
  readonly description?: ReactNode;
  readonly placeholder?: string;
  /** Replaces the problem with the field. */
  readonly error?: string | undefined;
};

/** A text field of the form. */
export function TextEntry({ part: { entries, problems, change }, field, error, ...texts }: Props) {
  const Field = field === 'clientSecret' ? PasswordField : TextField;
  return (
    <Field
      {...texts}
      name={`single-sign-on-${field}`}
      autoComplete={field === 'clientSecret' ? 'new-password' : 'off'}
      autoCapitalize={field === 'name' ? undefined : 'none'}
      spellCheck={false}
      value={entries[field]}
      error={error ?? problems[field]}
      onChange={(event) => change({ [field]: event.target.value })}
    />
  );
}
