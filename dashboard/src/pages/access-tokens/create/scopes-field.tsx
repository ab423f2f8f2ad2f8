import { useId } from 'react';
import type { Scope } from '../../../api/account/tokens.ts';
import { scopeDescriptions } from '../../../shared/scopes/scope-words.ts';
import { CheckboxField } from '../../../ui/form/checkbox-field.tsx';
import { FieldError } from '../../../ui/form/field.tsx';

type Props = {
  readonly legend: string;
  readonly offered: readonly Scope[];
  readonly value: readonly Scope[];
  readonly error: string | null | undefined;
  readonly onChange: (scopes: readonly Scope[]) => void;
};

/** Selects scopes one by one. */
export function ScopesField({ legend, offered, value, error, onChange }: Props) {
  const id = useId();
  return (
    <fieldset
      className="grid gap-2.5 rounded-lg border border-line p-3"
      aria-describedby={error ? id : undefined}
    >
      <legend className="px-1 font-medium">{legend}</legend>
      {offered.map((scope) => (
        <CheckboxField
          key={scope}
          label={<span className="font-mono font-normal">{scope}</span>}
          description={scopeDescriptions[scope]}
          checked={value.includes(scope)}
          onChange={(event) =>
            onChange(event.target.checked ? [...value, scope] : value.filter((other) => other !== scope))
          }
        />
      ))}
      {error && <FieldError id={id}>{error}</FieldError>}
    </fieldset>
  );
}
