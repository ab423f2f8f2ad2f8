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

/** Asks for the current password and twice for the new one, and changes it. */
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
            toast('Your password is changed. Your other sessions have ended.');
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
      description="Your other sessions end; this one and your access tokens stay."
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
          description="12 to 200 characters. A few words that belong to nobody else do well."
          {...propsOf('newPassword')}
        />
        <PasswordField label="New password again" autoComplete="new-password" {...propsOf('again')} />
      </DialogForm>
    </Dialog>
  );
}

/** Tells a password manager whose password it is that changes. Nobody sees it. */
function UsernameForPasswordManagers() {
  return <input hidden readOnly type="text" autoComplete="username" value={useMe().user.email} />;
}

function missingIn({ currentPassword, newPassword, again }: Entries): Readonly<Record<string, string>> {
  const problem = passwordProblem(newPassword);
  return {
    ...emptyProofs({ currentPassword }),
    ...(problem ? { newPassword: problem } : {}),
    ...(!problem && again !== newPassword ? { again: 'The two are not the same.' } : {}),
  };
}
