import { Link } from 'react-router';
import type { InvitationResult } from '../../../api/organization/invitations.ts';
import { memberPath } from '../../../shared/members/member-path.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { Banner } from '../../../ui/feedback/banner.tsx';
import { countOf } from '../../../ui/text/count-of.ts';
import { isolated } from '../../../ui/text/isolated.ts';
import { Name } from '../../../ui/text/name.tsx';
import { textLinkClasses } from '../../../ui/text-link.ts';

type Props = {
  readonly results: readonly InvitationResult[];
  /** Returns to the form with the addresses that are invalid. */
  readonly onCorrect: (emails: string) => void;
  readonly onClose: () => void;
};

/** What became of each address, with the links that are shown only now. */
export function InviteResults({ results, onCorrect, onClose }: Props) {
  const invited = results.filter(({ result }) => result === 'invited');
  const invalid = results.filter(({ result }) => result === 'invalid').map(({ email }) => email);
  const links = invited.flatMap(({ invitation }) => invitation?.link ?? []);
  const mailed = invited.some(({ invitation }) => invitation?.mailed);
  return (
    <Dialog
      open
      onClose={onClose}
      width="lg"
      title={invited.length === 0 ? 'Nobody was invited' : `${countOf(invited.length, 'invitation')} created`}
      description={descriptionOf(invited.length, mailed)}
    >
      <ul aria-label="Results" className="grid divide-y divide-line rounded-lg border border-line">
        {results.map((result) => (
          <Result key={result.email} result={result} />
        ))}
      </ul>
      {invited.length > 0 && (
        <Banner tone="warning">
          Each link works once and expires in 7 days. You will not be able to see it again, but you can create
          a new one. Anyone who opens it can join.
        </Banner>
      )}
      <DialogActions>
        {invalid.length > 0 && (
          <Button onClick={() => onCorrect(invalid.join('\n'))}>
            Correct {countOf(invalid.length, 'email')}
          </Button>
        )}
        {links.length > 1 && <CopyButton text={links.join('\n')} caption="Copy all links" size="md" />}
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function descriptionOf(invited: number, mailed: boolean): string {
  if (invited === 0) return 'No address on the list could be invited.';
  if (mailed) return 'The links are on their way by e-mail. You can also copy them.';
  return invited === 1 ? 'Send the link to them.' : 'Send each link to its address.';
}

function Result({
  result: { email, result, message, invitation, userId },
}: {
  readonly result: InvitationResult;
}) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 p-3">
      <div className="grid min-w-0 flex-1 basis-48 gap-0.5">
        <span className="font-medium [overflow-wrap:anywhere]">
          <Name>{email}</Name>
        </span>
        {result === 'invalid' && <span className="text-danger text-sm">{sentence(message)}</span>}
        {result === 'already_invited' && (
          <span className="text-muted text-sm">
            Has a pending invitation, which stays as it is. Create a new link for it if they need one.
          </span>
        )}
        {userId !== undefined && (
          <Link to={memberPath(userId)} className={`w-fit text-sm ${textLinkClasses}`}>
            Open their page
          </Link>
        )}
      </div>
      {result === 'invited' && invitation?.link !== undefined && (
        <CopyButton text={invitation.link} label={`Copy the link for ${isolated(email)}`} />
      )}
      {result === 'already_member' && <Badge>Already a member</Badge>}
      {result === 'already_invited' && <Badge>Already invited</Badge>}
      {result === 'invalid' && <Badge tone="danger">Invalid</Badge>}
    </li>
  );
}

function sentence(message = 'is not an email'): string {
  return `This ${message}.`.replace('..', '.');
}
