import { useQuery } from '@tanstack/react-query';
import { mailStateQuery } from '../../api/organization/mail.ts';
import { type Member, useCreateReset } from '../../api/organization/members.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { SecretValue } from '../../ui/secret-value.tsx';
import { Name } from '../../ui/text/name.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Sends a member a link to set a new password, or shows it to copy. */
export function ResetPasswordDialog({ member, onClose }: Props) {
  const mail = useQuery(mailStateQuery);
  const create = useCreateReset();
  const toast = useToast();
  const isMailed = mail.data?.enabled === true;
  if (create.data?.link !== undefined) {
    return <LinkDialog member={member} link={create.data.link} onClose={onClose} />;
  }
  const send = () =>
    create.mutate(
      { userId: member.id, delivery: isMailed ? 'email' : 'link' },
      {
        onSuccess: ({ link }) => {
          if (link !== undefined) return;
          toast(
            <>
              A link is on its way to <Name>{member.email}</Name>.
            </>,
          );
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Reset the password of <Name>{member.name}</Name>?
        </>
      }
      confirm={isMailed ? 'Send link' : 'Create link'}
      danger={false}
      pending={create.isPending || mail.isPending}
      error={create.error}
      onConfirm={send}
    >
      <p className="[overflow-wrap:anywhere]">
        {isMailed ? (
          <>
            <Name>{member.email}</Name> gets a link to set a new password.
          </>
        ) : (
          'You get a link to send to them, because this server sends no e-mail.'
        )}{' '}
        Their current password works until they use it. Then their sessions end. They still need their second
        factor, if they have one.
      </p>
      {isMailed && (
        <p>
          <Button
            variant="quiet"
            onClick={() => create.mutate({ userId: member.id, delivery: 'link' })}
            pending={create.isPending}
          >
            Copy a link instead
          </Button>
        </p>
      )}
    </ConfirmDialog>
  );
}

function LinkDialog({ member, link, onClose }: Props & { readonly link: string }) {
  return (
    <Dialog
      open
      onClose={onClose}
      width="lg"
      title="Link to set a new password"
      description={
        <span className="[overflow-wrap:anywhere]">
          Send it to <Name>{member.email}</Name> over a private channel, and make sure that the request comes
          from them.
        </span>
      }
    >
      <div className="grid min-w-0 gap-2">
        <SecretValue label="Link" value={link} />
        <Banner tone="warning">
          The link works once and expires in 30 minutes. You will not be able to see it again.
        </Banner>
      </div>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
