import { useMe } from '../../api/account/me.ts';
import { type Member, useChangeMember } from '../../api/organization/members.ts';
import { roles, roleWithArticle } from '../../api/organization/roles.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { Name } from '../../ui/text/name.tsx';
import { DialogForm } from '../forms/dialog-form.tsx';
import { useForm } from '../forms/use-form.ts';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Changes a member's role. */
export function ChangeRoleDialog({ member, onClose }: Props) {
  const change = useChangeMember();
  const toast = useToast();
  const isMe = useMe().user.id === member.id;
  const form = useForm({
    initial: { role: member.role },
    fields: ['role'],
    send: ({ role }) => {
      if (role === member.role) return onClose();
      const onSuccess = () => {
        toast(
          <>
            <Name>{member.name}</Name> is now {roleWithArticle(role)}.
          </>,
        );
        onClose();
      };
      change.mutate({ userId: member.id, body: { role } }, { onSuccess });
    },
    request: change,
  });
  const { role } = form.entries;

  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Change <Name>{member.name}</Name>'s role
        </>
      }
      description="Applies immediately to their sessions and access tokens."
    >
      <DialogForm form={form} submit="Change role" onCancel={onClose}>
        <RadioGroup
          legend="Role"
          value={role}
          options={roles}
          error={form.problems.role}
          onChange={(next) => form.change({ role: next })}
        />
        {isMe && role !== 'ADMIN' && (
          <Banner tone="warning">You will lose access to the organization pages.</Banner>
        )}
      </DialogForm>
    </Dialog>
  );
}
