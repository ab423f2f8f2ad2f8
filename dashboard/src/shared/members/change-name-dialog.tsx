import { type Member, useChangeMember } from '../../api/organization/members.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Name } from '../../ui/text/name.tsx';
import { DialogForm } from '../forms/dialog-form.tsx';
import { useForm } from '../forms/use-form.ts';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Changes a member's name. */
export function ChangeNameDialog({ member, onClose }: Props) {
  const change = useChangeMember();
  const toast = useToast();
  const form = useForm({
    initial: { name: member.name },
    fields: ['name'],
    check: ({ name }) => (name.trim() === '' ? { name: 'Enter a name.' } : {}),
    send: ({ name }) => {
      const onSuccess = () => {
        toast('Name changed.');
        onClose();
      };
      change.mutate({ userId: member.id, body: { name: name.trim() } }, { onSuccess });
    },
    request: change,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Change <Name>{member.name}</Name>'s name
        </>
      }
      description="It is shown to everyone in the organization."
    >
      <DialogForm form={form} submit="Change name" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}
