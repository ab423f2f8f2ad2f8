import { useQuery } from '@tanstack/react-query';
import { type InvitationResult, useInvite } from '../../../api/organization/invitations.ts';
import { mailStateQuery } from '../../../api/organization/mail.ts';
import type { Role } from '../../../api/organization/members.ts';
import { roles } from '../../../api/organization/roles.ts';
import { DialogForm } from '../../../shared/forms/dialog-form.tsx';
import { useForm } from '../../../shared/forms/use-form.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { RadioGroup } from '../../../ui/form/radio-group.tsx';
import { TextAreaField } from '../../../ui/form/text-area-field.tsx';
import { countOf } from '../../../ui/text/count-of.ts';
import { addressesIn, mostAddresses } from './addresses.ts';
import { BoardChoice } from './board-choice.tsx';

export type InviteEntries = {
  readonly emails: string;
  readonly role: Role;
  readonly boardIds: readonly string[];
};
type Props = {
  readonly initial: InviteEntries;
  readonly onClose: () => void;
  readonly onResults: (results: readonly InvitationResult[], entries: InviteEntries) => void;
};

/** The form that invites people. */
export function InviteForm({ initial, onClose, onResults }: Props) {
  const invite = useInvite();
  const mail = useQuery(mailStateQuery);
  const form = useForm<InviteEntries>({
    initial,
    fields: ['emails', 'role'],
    check: ({ emails }) => problemsWith(addressesIn(emails).length),
    send: (entries) => {
      const { emails, role, boardIds } = entries;
      const body = { emails: addressesIn(emails), role, boardIds: [...boardIds] };
      invite.mutate(body, { onSuccess: (results) => onResults(results, entries) });
    },
    request: invite,
  });
  const { entries, change, problems } = form;
  const count = addressesIn(entries.emails).length;

  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite members"
      description={
        mail.data?.enabled
          ? 'Each gets a link by e-mail. You can copy the links too.'
          : 'You get a link for each to send to them. This server sends no e-mail.'
      }
    >
      <DialogForm
        form={form}
        submit={count > 1 ? `Create ${countOf(count, 'invitation')}` : 'Create invitation'}
        onCancel={onClose}
      >
        <TextAreaField
          label="Emails"
          name="emails"
          rows={3}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          description="One or several, separated by commas or line breaks."
          value={entries.emails}
          error={problems.emails}
          onChange={(event) => change({ emails: event.target.value })}
        />
        <RadioGroup
          legend="Role"
          value={entries.role}
          options={roles}
          error={problems.role}
          onChange={(role) => change({ role })}
        />
        <BoardChoice chosen={entries.boardIds} onChange={(boardIds) => change({ boardIds })} />
      </DialogForm>
    </Dialog>
  );
}

function problemsWith(count: number): Readonly<Record<string, string>> {
  if (count === 0) return { emails: 'Enter at least one email.' };
  if (count > mostAddresses)
    return { emails: `Enter at most ${mostAddresses} emails at a time. There are ${count}.` };
  return {};
}
