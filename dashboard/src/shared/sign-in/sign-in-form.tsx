import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { type Me, useSignIn } from '../../api/account/me.ts';
import { explain, isApiError } from '../../api/errors.ts';
import { canUsePasskeys } from '../../api/passkeys/authenticator.ts';
import { passkeyAsSecondFactor } from '../../api/passkeys/sign-in.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { CodeField } from '../forms/code-field.tsx';
import { useForm } from '../forms/use-form.ts';
import { usePasskeyOffer } from './passkey-offer.ts';
import { signInProblem } from './sign-in-problem.ts';

type Props = {
  /** The email to sign in with; if missing, the form asks for it. */
  readonly email?: string;
  readonly onSignedIn?: () => void;
};

type Entries = { readonly email: string; readonly password: string; readonly code: string | null };

/** Asks for email and password, then for a code or a passkey if the member has a second factor; or for a passkey alone. */
export function SignInForm({ email: fixedEmail, onSignedIn }: Props) {
  const signIn = useSignIn();
  const form = useForm<Entries>({
    initial: { email: fixedEmail ?? '', password: '', code: null },
    fields: ['email', 'password', 'code'],
    check: emptyFields,
    send: ({ email, password, code }) =>
      signIn.mutate(
        { email: email.trim(), password, ...(code === null ? {} : { code: code.trim() }) },
        {
          ...(onSignedIn ? { onSuccess: onSignedIn } : {}),
          onError: (error) => {
            if (isApiError(error, 'two_factor_required', 'two_factor_invalid')) form.change({ code: '' });
          },
        },
      ),
    request: signIn,
    problemsOf: signInProblem,
    focusElse: '[name=password], [name=code]',
  });
  const { entries, change, problems } = form;
  const finish = (me: Me) => {
    // The page shows another member's data.
    if (fixedEmail !== undefined && me.user.email !== fixedEmail) window.location.reload();
    else onSignedIn?.();
  };
  const passkey = usePasskeyOffer(entries.code === null, finish);
  const second = useMutation({ mutationFn: passkeyAsSecondFactor });
  const finishWithPasskey = () =>
    second.mutate(undefined, {
      onSuccess: (answer) => {
        const { email, password } = entries;
        signIn.mutate({ email: email.trim(), password, passkey: answer }, { onSuccess: finish });
      },
    });
  const problem = passkey.error ?? second.error;

  return (
    <form {...form.props} className="grid gap-4">
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      {problem && !form.problem ? <Banner tone="danger">{explain(problem)}</Banner> : null}
      {entries.code === null ? (
        <>
          <TextField
            label="Email"
            type="email"
            name="email"
            autoComplete="username webauthn"
            autoCapitalize="none"
            spellCheck={false}
            readOnly={fixedEmail !== undefined}
            tabIndex={fixedEmail === undefined ? undefined : -1}
            value={entries.email}
            error={problems.email}
            onChange={(event) => change({ email: event.target.value })}
          />
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            value={entries.password}
            error={problems.password}
            onChange={(event) => change({ password: event.target.value })}
          />
        </>
      ) : (
        <CodeField isFirst value={entries.code} error={problems.code} onChange={(code) => change({ code })} />
      )}
      <Button type="submit" variant="primary" pending={signIn.isPending}>
        Sign in
      </Button>
      {canUsePasskeys && (
        <Button
          pending={passkey.isPending || second.isPending}
          onClick={entries.code === null ? passkey.ask : finishWithPasskey}
        >
          <KeyRound aria-hidden="true" className="size-4" />
          Use a passkey
        </Button>
      )}
      {entries.code !== null && (
        <Button
          variant="quiet"
          onClick={() => {
            change({ code: null });
            signIn.reset();
          }}
        >
          Back to email and password
        </Button>
      )}
    </form>
  );
}

function emptyFields({ email, password, code }: Entries) {
  return {
    ...(email.trim() === '' ? { email: 'Enter your email.' } : {}),
    ...(password === '' ? { password: 'Enter your password.' } : {}),
    ...(code?.trim() === '' ? { code: 'Enter the code.' } : {}),
  };
}
