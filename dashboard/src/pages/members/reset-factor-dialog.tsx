import { type Member, useResetSecondFactor } from '../../api/organization/members.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Asks before a lost second factor is taken away. */
export function ResetFactorDialog({ member, onClose }: Props) {
  const reset = useResetSecondFactor();
  const toast = useToast();
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> has no second factor any more.
        </>,
      );
      onClose();
    };
    reset.mutate(member.id, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Reset two-factor authentication of <Name>{member.name}</Name>?
        </>
      }
      confirm="Reset two-factor"
      pending={reset.isPending}
      error={reset.error}
      onConfirm={confirm}
    >
      <p>
        For a member who has lost their authenticator app and their backup codes. Their sessions end, and they
        sign in with the password alone until they set it up again. Be sure that it is them who asks.
      </p>
    </ConfirmDialog>
  );
}
