import { type ReactNode, useEffect, useRef } from 'react';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = {
  readonly value: string;
  readonly error: string | undefined;
  /** Describes the accepted codes. */
  readonly description?: ReactNode;
  /** Whether it is the first field of the form and gets the focus. */
  readonly isFirst?: boolean;
  readonly onChange: (code: string) => void;
};

/** A field for a two-factor code, which phones can fill in. */
export function CodeField({ value, error, description, isFirst = false, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) input.current?.focus();
  }, [isFirst]);
  return (
    <TextField
      ref={input}
      label="Code"
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      className="font-mono tracking-widest"
      description={description ?? 'A six-digit code from your authenticator app, or a backup code.'}
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
