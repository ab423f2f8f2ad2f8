import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from '../class-names.ts';
import { controlClasses, Field, type FieldProps } from './field.tsx';

type Option = { readonly value: string; readonly label: string };
type Props = Omit<ComponentProps<'select'>, 'id' | 'children'> &
  FieldProps & { readonly options: readonly Option[] };

/** A native select with its label. */
export function SelectField({ label, description, error, options, className, ...select }: Props) {
  return (
    <Field label={label} description={description} error={error}>
      {(control) => (
        <div className="relative">
          <select
            {...select}
            {...control}
            className={classNames(controlClasses, 'appearance-none pr-9', className)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4 text-muted"
          />
        </div>
      )}
    </Field>
  );
}
