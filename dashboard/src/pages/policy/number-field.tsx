import type { FieldProps } from '../../ui/form/field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = FieldProps & { readonly value: string; readonly onChange: (value: string) => void };

/** A field for a whole number. */
export function NumberField({ value, onChange, ...field }: Props) {
  return (
    <TextField
      {...field}
      inputMode="numeric"
      autoComplete="off"
      className="max-w-32 tabular-nums"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
