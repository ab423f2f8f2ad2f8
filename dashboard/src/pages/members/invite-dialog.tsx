import { isApiError } from '../../api/errors.ts';
import { type LinkedInvitation, useInvite } from '../../api/organization/invitations.ts';
import type { Role } from '../../api/organization/members.ts';
import { roles } from '../../api/organization/roles.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { type FormProblems, formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = {
  readonly onClose: () => void;
  readonly onInvited: (invitation: LinkedInvitation) => void;
};
type Entries = { readonly email: string; readonly name: string; readonly role: Role };

/** The form that invites a member. */
export function InviteDialog({ onClose, onInvited }: Props) {
  const invite = useInvite();
  const form = useForm<Entries>({
    initial: { email: '', name: '', role: 'TEAM_MEMBER' },
    fields: ['email', 'role', 'name'],
    check: ({ email }) => (email.trim() === '' ? { email: 'Enter their email.' } : {}),
    send: ({ email, name, role }) =>
      invite.mutate({ email: email.trim(), role, name: name.trim() || null }, { onSuccess: onInvited }),
    request: invite,
    problemsOf: inviteProblems,
  });
  const { entries, change, problems } = form;

  return (
    <Dialog open onClose={onClose} title="Invite member" description="You get a link to send to them.">
      <DialogForm form={form} submit="Create invitation" onCancel={onClose}>
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={entries.email}
          error={problems.email}
          onChange={(event) => change({ email: event.target.value })}
        />
        <TextField
          label="Name (optional)"
          name="name"
          autoComplete="off"
          description="They can change it when they accept."
          value={entries.name}
          error={problems.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <RadioGroup
          legend="Role"
          value={entries.role}
          options={roles}
          error={problems.role}
          onChange={(role) => change({ role })}
        />
      </DialogForm>
    </Dialog>
  );
}

/** The message about an email that is taken names it, so that it belongs to the field. */
function inviteProblems(error: unknown, fields: readonly string[]): FormProblems {
  if (isApiError(error, 'already_exists')) return { fields: { email: error.message }, form: null };
  return formProblems(error, fields);
}
