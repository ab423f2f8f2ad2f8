import { useMe } from '../../api/account/me.ts';
import { useChangeName } from '../../api/account/profile.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

/** Changes the member's own name. */
export function NameDialog({ onClose }: { readonly onClose: () => void }) {
  const { user } = useMe();
  const change = useChangeName();
  const form = useForm({
    initial: { name: user.name },
    fields: ['name'],
    check: ({ name }): Readonly<Record<string, string>> =>
      name.trim() === '' ? { name: 'Enter your name.' } : {},
    send: ({ name }) => change.mutate(name.trim(), { onSuccess: onClose }),
    request: change,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change name"
      description="Others see it, also in what you have written."
    >
      <DialogForm form={form} submit="Change name" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}
