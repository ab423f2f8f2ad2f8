import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { passwordProblem, useChangePassword } from '../../api/account/password.ts';
import { emptyProofs, proofProblems } from '../../shared/two-factor/proof-problems.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, dialogFormLook } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { focusProblem } from '../../ui/form/focus-problem.ts';
import { PasswordField } from '../../ui/form/password-field.tsx';

const untouched = { currentPassword: '', newPassword: '', again: '' };
type Entries = typeof untouched;

/** Asks for the current password and twice for the new one, and changes it. */
export function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const [entries, setEntries] = useState<Entries>(untouched);
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const change = useChangePassword();
  const toast = useToast();

  useEffect(() => {
    if (change.isError) focusProblem(form.current);
  }, [change.isError]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = missingIn(entries);
    setMissing(found);
    if (Object.keys(found).length > 0) return focusProblem(form.current);
    if (change.isPending) return;
    const { currentPassword, newPassword } = entries;
    change.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => {
          toast('Your password is changed. Your other sessions have ended.');
          onClose();
        },
      },
    );
  };
  const problems = proofProblems(change.error, ['currentPassword', 'newPassword']);
  const fields = { ...problems.fields, ...missing };
  const propsOf = (name: keyof Entries) => ({
    name,
    value: entries[name],
    error: fields[name],
    onChange: (event: { readonly target: HTMLInputElement }) => {
      setEntries({ ...entries, [name]: event.target.value });
      setMissing({});
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change password"
      description="Your other sessions end; this one and your access tokens stay."
    >
      <form ref={form} noValidate className={dialogFormLook} onSubmit={submit}>
        {problems.form && <Banner tone="danger">{problems.form}</Banner>}
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
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={change.isPending}>
            Change password
          </Button>
        </DialogActions>
      </form>
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
