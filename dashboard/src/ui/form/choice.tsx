import { type ComponentProps, type ReactNode, useId } from 'react';
import { FieldError, type FieldProps } from './field.tsx';

type Props = Omit<ComponentProps<'input'>, 'id' | 'type'> &
  FieldProps & { readonly type: 'checkbox' | 'radio' };

/** A checkbox or radio button with its label, description and error. */
export function Choice({ label, description, error, ...input }: Props) {
  const id = useId();
  const describedBy = [description && `${id}-description`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="grid grid-cols-[auto_1fr] gap-x-2.5">
      <input
        {...input}
        id={id}
        aria-describedby={describedBy || undefined}
        aria-invalid={error ? true : undefined}
        className="mt-1 size-4 accent-accent"
      />
      <div>
        <ChoiceLabel htmlFor={id}>{label}</ChoiceLabel>
        {description && (
          <p id={`${id}-description`} className="text-muted text-sm">
            {description}
          </p>
        )}
        {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      </div>
    </div>
  );
}

function ChoiceLabel({ htmlFor, children }: { readonly htmlFor: string; readonly children: ReactNode }) {
  return (
    <label htmlFor={htmlFor} className="block w-fit font-medium">
      {children}
    </label>
  );
}
