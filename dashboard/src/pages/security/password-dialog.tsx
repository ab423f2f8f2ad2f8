import { useMe } from '../../api/account/me.ts';
import { passwordProblem, useChangePassword } from '../../api/account/password.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { emptyProofs, proofProblems } from '../../shared/two-factor/proof-problems.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';

const untouched = { currentPassword: '', newPassword: '', again: '' };
type Entries = typeof untouched;

/** Changes the password. Asks for the current one, and twice for the new one. */
export function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const change = useChangePassword();
  const toast = useToast();
  const form = useForm<Entries>({
    initial: untouched,
    fields: ['currentPassword', 'newPassword'],
    check: missingIn,
    send: ({ currentPassword, newPassword }) =>
      change.mutate(
        { currentPassword, newPassword },
        {
          onSuccess: () => {
            toast('Password changed. Your other sessions have ended.');
            onClose();
          },
        },
      ),
    request: change,
    problemsOf: proofProblems,
  });
  const propsOf = (name: keyof Entries) => ({
    name,
    value: form.entries[name],
    error: form.problems[name],
    onChange: (event: { readonly target: HTMLInputElement }) => form.change({ [name]: event.target.value }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change password"
      description="Your other sessions end. This session and your access tokens keep working."
    >
      <DialogForm form={form} submit="Change password" onCancel={onClose}>
        <UsernameForPasswordManagers />
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          {...propsOf('currentPassword')}
        />
        <PasswordField
          label="New password"
          autoComplete="new-password"
          description="12 to 200 characters. Several unrelated words work well."
          {...propsOf('newPassword')}
        />
        <PasswordField label="Confirm new password" autoComplete="new-password" {...propsOf('again')} />
      </DialogForm>
    </Dialog>
  );
}

/** A hidden field that tells password managers which account the password belongs to. */
function UsernameForPasswordManagers() {
  return <input hidden readOnly type="text" autoComplete="username" value={useMe().user.email} />;
}

function missingIn({ currentPassword, newPassword, again }: Entries): Readonly<Record<string, string>> {
  const problem = passwordProblem(newPassword);
  return {
    ...emptyProofs({ currentPassword }),
    ...(problem ? { newPassword: problem } : {}),
    ...(!problem && again !== newPassword ? { again: 'The passwords do not match.' } : {}),
  };
}
