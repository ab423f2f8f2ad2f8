import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useSignIn } from '../../api/account/me.ts';
import { isApiError } from '../../api/errors.ts';
import { formProblems } from '../../api/form-problems.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { CodeField } from '../code-field.tsx';
import { signInProblem } from './sign-in-problem.ts';

type Props = {
  /** Whose session it must be; without it the form asks. */
  readonly email?: string;
  readonly onSignedIn?: () => void;
};

/** Email and password, then the code of the second factor where the member has one. */
export function SignInForm({ email: fixedEmail, onSignedIn }: Props) {
  const [email, setEmail] = useState(fixedEmail ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const signIn = useSignIn();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const empty = emptyFields({ email, password, code });
    setMissing(empty);
    if (Object.keys(empty).length > 0 || signIn.isPending) return focusProblem(form.current);
    signIn.mutate(
      { email: email.trim(), password, ...(code === null ? {} : { code: code.trim() }) },
      {
        ...(onSignedIn ? { onSuccess: onSignedIn } : {}),
        onError: (error) => {
          if (isApiError(error, 'two_factor_required')) setCode('');
          if (isApiError(error, 'two_factor_invalid')) setCode('');
        },
      },
    );
  };
  const problems = isApiError(signIn.error, 'two_factor_required')
    ? { fields: {}, form: null }
    : signInProblem(signIn.error, formProblems(signIn.error, ['email', 'password', 'code']));
  const fields = { ...problems.fields, ...missing };
  useEffect(() => {
    if (signIn.isError) focusProblem(form.current);
  }, [signIn.isError]);

  return (
    <form ref={form} noValidate className="grid gap-4" onSubmit={submit}>
      {problems.form && <Banner tone="danger">{problems.form}</Banner>}
      {code === null ? (
        <>
          <TextField
            label="Email"
            type="email"
            name="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            readOnly={fixedEmail !== undefined}
            tabIndex={fixedEmail === undefined ? undefined : -1}
            value={email}
            error={fields.email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            value={password}
            error={fields.password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </>
      ) : (
        <CodeField isFirst value={code} error={fields.code} onChange={setCode} />
      )}
      <Button type="submit" variant="primary" pending={signIn.isPending}>
        Sign in
      </Button>
      {code !== null && (
        <Button
          variant="quiet"
          onClick={() => {
            setCode(null);
            signIn.reset();
          }}
        >
          Back to email and password
        </Button>
      )}
    </form>
  );
}

function emptyFields(entered: {
  readonly email: string;
  readonly password: string;
  readonly code: string | null;
}) {
  const { email, password, code } = entered;
  return {
    ...(email.trim() === '' ? { email: 'Enter your email.' } : {}),
    ...(password === '' ? { password: 'Enter your password.' } : {}),
    ...(code?.trim() === '' ? { code: 'Enter the code.' } : {}),
  };
}

/** After the next paint: to the first field that is wrong, or to the password. */
function focusProblem(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => {
    const field = form?.querySelector<HTMLInputElement>('[aria-invalid=true], [name=password], [name=code]');
    field?.focus();
  });
}
