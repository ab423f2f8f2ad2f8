import type { LinkedInvitation } from '../../../api/organization/invitations.ts';
import { roleWithArticle } from '../../../api/organization/roles.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { Banner } from '../../../ui/feedback/banner.tsx';
import { SecretValue } from '../../../ui/secret-value.tsx';
import { Name } from '../../../ui/text/name.tsx';

type Props = { readonly invitation: LinkedInvitation; readonly onClose: () => void };

/** Shows an invitation link once. */
export function InvitationLinkDialog({ invitation, onClose }: Props) {
  return (
    <Dialog
      open
      onClose={onClose}
      width="lg"
      title="New invitation link"
      description={
        <span className="[overflow-wrap:anywhere]">
          {invitation.mailed ? (
            <>
              This link is on its way to <Name>{invitation.email}</Name>. You can also send it yourself.
            </>
          ) : (
            <>
              Send this link to <Name>{invitation.email}</Name>.
            </>
          )}{' '}
          Anyone who opens it can join as {roleWithArticle(invitation.role)}.
        </span>
      }
    >
      <div className="grid min-w-0 gap-2">
        <SecretValue label="Invitation link" value={invitation.link} />
        <Banner tone="warning">
          The link works once and expires 7 days after the invitation was created. You will not be able to see
          it again, but you can create a new link.
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
