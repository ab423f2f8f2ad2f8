import type { ComponentProps } from 'react';
import { classNames } from '../class-names.ts';
import { controlClasses, Field, type FieldProps } from './field.tsx';

type Props = Omit<ComponentProps<'input'>, 'id'> & FieldProps;

/** A text field with its label. */
export function TextField({ label, description, error, className, ...input }: Props) {
  return (
    <Field label={label} description={description} error={error}>
      {(control) => (
        <input type="text" {...input} {...control} className={classNames(controlClasses, className)} />
      )}
    </Field>
  );
}
