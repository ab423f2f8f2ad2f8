import type { ComponentProps } from 'react';
import { classNames } from '../class-names.ts';
import { controlClasses, Field, type FieldProps } from './field.tsx';

type Props = Omit<ComponentProps<'textarea'>, 'id'> & FieldProps;

/** A field for text of several lines, which grows with it. */
export function TextAreaField({ label, description, error, className, ...input }: Props) {
  return (
    <Field label={label} description={description} error={error}>
      {(control) => (
        <textarea
          {...input}
          {...control}
          className={classNames(
            controlClasses,
            'field-sizing-content h-auto max-h-[60dvh] min-h-24 resize-y py-2 pointer-coarse:h-auto',
            className,
          )}
        />
      )}
    </Field>
  );
}
