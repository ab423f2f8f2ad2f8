import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { passwordProblem } from '../../api/account/password.ts';
import { formProblems } from '../../api/form-problems.ts';
import { type OpenInvitation, useAcceptInvitation } from '../../api/sign-in/open-invitation.ts';
import { home } from '../../shared/home.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { focusProblem } from '../../ui/form/focus-problem.ts';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = { readonly token: string; readonly invitation: OpenInvitation };
type Entries = { readonly name: string; readonly password: string };

/** What each role may do, said to the one who gets it. */
const roleWords: Readonly<Record<OpenInvitation['role'], string>> = {
  ADMIN: 'You join as an administrator: you manage its members, policies and boards.',
  TEAM_MEMBER: 'You join as a team member: you work on the tickets of the boards you are on.',
  CUSTOMER: 'You join as a customer: you read the tickets of the boards you are on, and write comments.',
};

/** Name and password make a member of whoever holds the link; they are then signed in. */
export function InvitationForm({ token, invitation }: Props) {
  const [entries, setEntries] = useState<Entries>({ name: invitation.name ?? '', password: '' });
  const [missing, setMissing] = useState<Partial<Entries>>({});
  const form = useRef<HTMLFormElement>(null);
  const accept = useAcceptInvitation();
  const navigate = useNavigate();
  useEffect(() => {
    if (accept.isError) focusProblem(form.current);
  }, [accept.isError]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = missingIn(entries);
    setMissing(found);
    if (Object.keys(found).length > 0) return focusProblem(form.current);
    if (accept.isPending) return;
    accept.mutate(
      { token, name: entries.name.trim(), password: entries.password },
      { onSuccess: () => void navigate(home, { replace: true }) },
    );
  };
  const change = (part: Partial<Entries>) => {
    setEntries({ ...entries, ...part });
    setMissing({});
  };
  const problems = formProblems(accept.error, ['name', 'password']);
  const fields = { ...problems.fields, ...missing };
  return (
    <form ref={form} noValidate className="grid gap-4" onSubmit={submit}>
      <p className="text-muted">{roleWords[invitation.role]}</p>
      {problems.form && <Banner tone="danger">{problems.form}</Banner>}
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
        error={fields.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        description="12 to 200 characters."
        value={entries.password}
        error={fields.password}
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

function missingIn({ name, password }: Entries): Partial<Entries> {
  const problem = passwordProblem(password);
  return {
    ...(name.trim() === '' ? { name: 'Enter your name.' } : {}),
    ...(problem ? { password: problem } : {}),
  };
}
