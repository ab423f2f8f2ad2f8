import { type ReactNode, useId } from 'react';
import { Choice } from './choice.tsx';
import { FieldError } from './field.tsx';

type RadioOption<Value extends string> = {
  readonly value: Value;
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly disabled?: boolean;
};
type Props<Value extends string> = {
  readonly legend: ReactNode;
  readonly value: Value;
  readonly options: readonly RadioOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly error?: string | null | undefined;
};

/** A group of radio buttons with descriptions. */
export function RadioGroup<Value extends string>({ legend, value, options, onChange, error }: Props<Value>) {
  const id = useId();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      {options.map((option) => (
        <Choice
          key={option.value}
          type="radio"
          name={id}
          label={<span className="font-normal">{option.label}</span>}
          description={option.description}
          disabled={option.disabled}
          checked={option.value === value}
          onChange={() => onChange(option.value)}
        />
      ))}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
