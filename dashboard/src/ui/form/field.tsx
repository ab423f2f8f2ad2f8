import { type ReactNode, useId } from 'react';

/** The common props of all fields. */
export type FieldProps = {
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly error?: string | null | undefined;
};
/** The attributes that connect a control to its label, description and error. */
type ControlProps = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
};

/** The classes of a text control. 16 px on phones, which zoom into smaller text. */
export const controlClasses =
  'motion w-full rounded-md border border-line-strong bg-raised px-3 h-9 text-ink placeholder:text-muted ' +
  'aria-invalid:border-danger disabled:bg-canvas disabled:text-muted ' +
  'pointer-coarse:h-11 pointer-coarse:text-[16px]';

/** A control with its label above, and its description and error below. */
export function Field({
  label,
  description,
  error,
  children,
}: FieldProps & { readonly children: (control: ControlProps) => ReactNode }) {
  const id = useId();
  const describedBy = [description && `${id}-description`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="w-fit font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {description && (
        <p id={`${id}-description`} className="text-muted text-sm">
          {description}
        </p>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

/** The error message of a field. */
export function FieldError({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <p id={id} className="text-danger text-sm">
      {children}
    </p>
  );
}
