import { useChangeEmail } from '../../api/account/profile.ts';
import { isApiError } from '../../api/errors.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { type FormProblems, formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

/** Starts to change the member's email. */
export function EmailDialog({ onClose }: { readonly onClose: () => void }) {
  const change = useChangeEmail();
  const form = useForm({
    initial: { email: '' },
    fields: ['email'],
    check: ({ email }): Readonly<Record<string, string>> =>
      email.trim() === '' ? { email: 'Enter the new email.' } : {},
    send: ({ email }) => change.mutate(email.trim(), { onSuccess: onClose }),
    request: change,
    problemsOf: emailProblems,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change email"
      description="Both your current and your new email get a link. The email changes when both are confirmed."
    >
      <DialogForm form={form} submit="Send links" onCancel={onClose}>
        <TextField
          label="New email"
          type="email"
          name="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          value={form.entries.email}
          error={form.problems.email}
          onChange={(event) => form.change({ email: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}

function emailProblems(error: unknown, fields: readonly string[]): FormProblems {
  if (isApiError(error, 'already_exists')) return { fields: { email: error.message }, form: null };
  return formProblems(error, fields);
}
