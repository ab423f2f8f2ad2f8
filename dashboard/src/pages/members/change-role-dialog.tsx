import { type FormEvent, useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { formProblems } from '../../api/form-problems.ts';
import { type Member, useChangeMember } from '../../api/organization/members.ts';
import { aRole, roles } from '../../api/organization/roles.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, dialogFormLook } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Gives a member another role. */
export function ChangeRoleDialog({ member, onClose }: Props) {
  const [role, setRole] = useState(member.role);
  const change = useChangeMember();
  const toast = useToast();
  const isMe = useMe().user.id === member.id;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (role === member.role) return onClose();
    if (change.isPending) return;
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> is {aRole(role)} now.
        </>,
      );
      onClose();
    };
    change.mutate({ userId: member.id, body: { role } }, { onSuccess });
  };
  const problems = formProblems(change.error, ['role']);

  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Change the role of <Name>{member.name}</Name>
        </>
      }
      description="Their sessions and access tokens act with the new role from the next request on."
    >
      <form noValidate className={dialogFormLook} onSubmit={submit}>
        {problems.form && <Banner tone="danger">{problems.form}</Banner>}
        <RadioGroup
          legend="Role"
          value={role}
          options={roles}
          error={problems.fields.role}
          onChange={setRole}
        />
        {isMe && role !== 'ADMIN' && (
          <Banner tone="warning">You will no longer see the pages of the organization.</Banner>
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={change.isPending}>
            Change role
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
