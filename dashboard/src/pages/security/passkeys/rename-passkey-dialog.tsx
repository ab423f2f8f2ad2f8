import { type Passkey, useRenamePasskey } from '../../../api/passkeys/passkeys.ts';
import { DialogForm } from '../../../shared/forms/dialog-form.tsx';
import { useForm } from '../../../shared/forms/use-form.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import { emptyName } from './add-passkey-dialog.tsx';

type Props = { readonly passkey: Passkey; readonly onClose: () => void };

/** Changes a passkey's name. */
export function RenamePasskeyDialog({ passkey, onClose }: Props) {
  const rename = useRenamePasskey();
  const form = useForm({
    initial: { name: passkey.name },
    fields: ['name'],
    check: emptyName,
    send: ({ name }) => rename.mutate({ passkeyId: passkey.id, name: name.trim() }, { onSuccess: onClose }),
    request: rename,
  });
  return (
    <Dialog open onClose={onClose} title="Rename passkey" description="Only you see this name.">
      <DialogForm form={form} submit="Rename" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}
