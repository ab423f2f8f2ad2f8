import { type FormEvent, useEffect, useRef, useState } from 'react';
import { isApiError } from '../../api/errors.ts';
import { formProblems } from '../../api/form-problems.ts';
import { type LinkedInvitation, useInvite } from '../../api/organization/invitations.ts';
import type { Role } from '../../api/organization/members.ts';
import { roles } from '../../api/organization/roles.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, dialogFormLook } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { focusProblem } from '../../ui/form/focus-problem.ts';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = {
  readonly onClose: () => void;
  readonly onInvited: (invitation: LinkedInvitation) => void;
};
type Entries = { readonly email: string; readonly name: string; readonly role: Role };

/** Asks whom to invite, and as what. */
export function InviteDialog({ onClose, onInvited }: Props) {
  const [entries, setEntries] = useState<Entries>({ email: '', name: '', role: 'TEAM_MEMBER' });
  const [isEmailMissing, setEmailMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const invite = useInvite();
  const change = (part: Partial<Entries>) => {
    setEntries({ ...entries, ...part });
    setEmailMissing(false);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const email = entries.email.trim();
    const name = entries.name.trim();
    setEmailMissing(email === '');
    if (email === '') return focusProblem(form.current);
    if (!invite.isPending)
      invite.mutate({ email, role: entries.role, name: name === '' ? null : name }, { onSuccess: onInvited });
  };
  useEffect(() => {
    if (invite.isError) focusProblem(form.current);
  }, [invite.isError]);
  const problems = formProblems(invite.error, ['email', 'role', 'name']);
  // The message names the email: it belongs to the field.
  const taken = isApiError(invite.error, 'already_exists') ? invite.error.message : null;
  const emailProblem = isEmailMissing ? 'Enter their email.' : (taken ?? problems.fields.email);

  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite member"
      description="You get a link, which you send to them yourself."
    >
      <form ref={form} noValidate className={dialogFormLook} onSubmit={submit}>
        {problems.form && !taken && <Banner tone="danger">{problems.form}</Banner>}
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={entries.email}
          error={emailProblem}
          onChange={(event) => change({ email: event.target.value })}
        />
        <TextField
          label="Name (optional)"
          name="name"
          autoComplete="off"
          description="They choose their own when they accept."
          value={entries.name}
          error={problems.fields.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <RadioGroup
          legend="Role"
          value={entries.role}
          options={roles}
          error={problems.fields.role}
          onChange={(role) => change({ role })}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={invite.isPending}>
            Create invitation
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
