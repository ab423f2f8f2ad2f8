import { type ReactNode, useEffect, useRef } from 'react';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = {
  readonly value: string;
  readonly error: string | undefined;
  /** Which codes it takes. */
  readonly description?: ReactNode;
  /** It is what the form begins with. */
  readonly isFirst?: boolean;
  readonly onChange: (code: string) => void;
};

/** The code of a second factor, in the form that phones offer to fill in. */
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
      description={description ?? 'The six digits of your authenticator app, or one of your backup codes.'}
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
