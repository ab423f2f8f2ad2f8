import { useAddPasskey } from '../../../api/passkeys/passkeys.ts';
import { DialogForm } from '../../../shared/forms/dialog-form.tsx';
import { useForm } from '../../../shared/forms/use-form.ts';
import { deviceName } from '../../../shared/sessions/device.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { useToast } from '../../../ui/feedback/toast.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';

type Props = {
  readonly onClose: () => void;
  /** Called with the backup codes of a first second factor. */
  readonly onAdded: (backupCodes: readonly string[] | undefined) => void;
};

/** Asks for a name, then lets the browser create a passkey. */
export function AddPasskeyDialog({ onClose, onAdded }: Props) {
  const add = useAddPasskey();
  const toast = useToast();
  const form = useForm({
    initial: { name: deviceName(navigator.userAgent) },
    fields: ['name'],
    check: emptyName,
    send: ({ name }) =>
      add.mutate(name.trim(), {
        onSuccess: ({ backupCodes }) => {
          // A toast would cover the codes.
          if (!backupCodes) toast('Passkey added.');
          onAdded(backupCodes);
        },
      }),
    request: add,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a passkey"
      description="Your browser asks where to store it: on this device, on a phone, or on a security key."
    >
      <DialogForm form={form} submit="Continue" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          description="To recognize it in the list."
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}

/** Returns a problem for an empty name. */
export function emptyName({ name }: { readonly name: string }): Readonly<Record<string, string>> {
  return name.trim() === '' ? { name: 'Enter a name.' } : {};
}
