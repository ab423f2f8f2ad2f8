import { useNavigate } from 'react-router';
import { passwordProblem } from '../../api/account/password.ts';
import { type OpenInvitation, useAcceptInvitation } from '../../api/sign-in/open-invitation.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { home } from '../../shared/home.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = { readonly token: string; readonly invitation: OpenInvitation };
type Entries = { readonly name: string; readonly password: string };

/** Tells invited people what their role allows. */
const roleText: Readonly<Record<OpenInvitation['role'], string>> = {
  ADMIN: 'You will join as an admin and manage members, policies and boards.',
  TEAM_MEMBER: 'You will join as a team member and work on tickets on your boards.',
  CUSTOMER: 'You will join as a customer, read tickets and write comments on your boards.',
};

/** The form that accepts an invitation and signs the new member in. */
export function InvitationForm({ token, invitation }: Props) {
  const accept = useAcceptInvitation();
  const navigate = useNavigate();
  const form = useForm<Entries>({
    initial: { name: invitation.name ?? '', password: '' },
    fields: ['name', 'password'],
    check: missingIn,
    send: ({ name, password }) =>
      accept.mutate(
        { token, name: name.trim(), password },
        { onSuccess: () => void navigate(home, { replace: true }) },
      ),
    request: accept,
  });
  const { entries, change, problems } = form;
  return (
    <form {...form.props} className="grid gap-4">
      <p className="text-muted">{roleText[invitation.role]}</p>
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      <TextField
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        readOnly
        value={invitation.email}
      />
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        value={entries.name}
        error={problems.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        description="12 to 200 characters."
        value={entries.password}
        error={problems.password}
        onChange={(event) => change({ password: event.target.value })}
      />
      <Button type="submit" variant="primary" pending={accept.isPending}>
        Join
      </Button>
      <p className="text-center text-muted text-sm">
        The invitation expires <Time at={invitation.expiresAt} />.
      </p>
    </form>
  );
}

function missingIn({ name, password }: Entries): Readonly<Record<string, string>> {
  const problem = passwordProblem(password);
  return {
    ...(name.trim() === '' ? { name: 'Enter your name.' } : {}),
    ...(problem ? { password: problem } : {}),
  };
}
