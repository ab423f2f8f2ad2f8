import { type Member, useResetSecondFactor } from '../../api/organization/members.ts';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Asks for confirmation before a member's second factor is reset. */
export function ResetFactorDialog({ member, onClose }: Props) {
  const reset = useResetSecondFactor();
  const toast = useToast();
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          Two-factor authentication for <Name>{member.name}</Name> was reset.
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
          Reset two-factor authentication for <Name>{member.name}</Name>?
        </>
      }
      confirm="Reset two-factor"
      pending={reset.isPending}
      error={reset.error}
      onConfirm={confirm}
    >
      <p>
        Use this if a member lost their authenticator app and backup codes. Their sessions end, and they sign
        in with only their password until they set it up again. Make sure that the request comes from them.
      </p>
    </ConfirmDialog>
  );
}
