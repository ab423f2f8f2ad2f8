import type { ComponentProps } from 'react';
import { useMe } from '../../api/account/me.ts';
import { type Member, useChangeMember } from '../../api/organization/members.ts';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { EndingAccess } from './ending-access.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** What a deactivation ends. */
const lines = [
  ['sessions', (count) => `${count} will end.`],
  ['tokens', (count) => `${count} will stop working.`],
  ['connections', (count) => `${count} will stop working.`],
  ['invitations', (count) => `${count} that they sent will be revoked.`],
] as const satisfies ComponentProps<typeof EndingAccess>['lines'];

/** Asks for confirmation before a member is deactivated. */
export function DeactivateDialog({ member, onClose }: Props) {
  const change = useChangeMember();
  const toast = useToast();
  const isMe = useMe().user.id === member.id;
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> was deactivated.
        </>,
      );
      onClose();
    };
    change.mutate({ userId: member.id, body: { state: 'deactivated' } }, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        isMe ? (
          'Deactivate yourself?'
        ) : (
          <>
            Deactivate <Name>{member.name}</Name>?
          </>
        )
      }
      confirm="Deactivate"
      pending={change.isPending}
      error={change.error}
      onConfirm={confirm}
    >
      <EndingAccess member={member} lines={lines} />
      <p>
        This takes effect immediately. Tokens and apps work again if an admin reactivates{' '}
        {isMe ? 'you' : 'them'}, sessions and invitations do not. Boards and assigned tickets stay.
      </p>
    </ConfirmDialog>
  );
}

/** Asks for confirmation before a member is reactivated. */
export function ReactivateDialog({ member, onClose }: Props) {
  const change = useChangeMember();
  const toast = useToast();
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> was reactivated.
        </>,
      );
      onClose();
    };
    change.mutate({ userId: member.id, body: { state: 'active' } }, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Reactivate <Name>{member.name}</Name>?
        </>
      }
      confirm="Reactivate"
      danger={false}
      pending={change.isPending}
      error={change.error}
      onConfirm={confirm}
    >
      <p>They can sign in again, and access tokens that have not expired work again immediately.</p>
    </ConfirmDialog>
  );
}
