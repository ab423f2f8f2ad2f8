import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { TextField } from '../../ui/form/text-field.tsx';
import { caretIn, formatUserCode } from './user-code.ts';

type Props = {
  readonly value: string;
  readonly description: ReactNode;
  readonly error: string | null;
  readonly onChange: (code: string) => void;
};

/** A field that formats the code while it is typed. */
export function UserCodeField({ value, description, error, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number>(null);
  useLayoutEffect(() => {
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  return (
    <TextField
      ref={input}
      label="Code"
      name="user_code"
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      placeholder="XXXX-XXXX"
      className="text-center font-mono text-lg tracking-widest"
      value={value}
      description={description}
      error={error}
      onChange={({ target }) => {
        const code = formatUserCode(target.value);
        caret.current = caretIn(code, target.value, target.selectionStart ?? target.value.length);
        onChange(code);
      }}
    />
  );
}
