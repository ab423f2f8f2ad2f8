import { KeyRound } from 'lucide-react';
import { passwordProblem } from '../../api/account/password.ts';
import { isApiError } from '../../api/errors.ts';
import { canUsePasskeys } from '../../api/passkeys/authenticator.ts';
import { type OpenReset, useCompleteReset } from '../../api/sign-in/password-reset.ts';
import { CodeField } from '../../shared/forms/code-field.tsx';
import { type FormProblems, formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = { readonly token: string; readonly reset: OpenReset; readonly onDone: () => void };
/** The second factor that the member uses; null for a member without one. */
type Way = OpenReset['secondFactors'][number] | null;
type Entries = {
  readonly newPassword: string;
  readonly again: string;
  readonly code: string;
  readonly way: Way;
};

/** Asks for a new password, and for a passkey or a code if the member has a second factor. */
export function ResetForm({ token, reset, onDone }: Props) {
  const complete = useCompleteReset();
  const { email, secondFactors, expiresAt } = reset;
  const ways = secondFactors.filter((way) => canUsePasskeys || way !== 'passkey');
  const form = useForm<Entries>({
    initial: { newPassword: '', again: '', code: '', way: ways[0] ?? secondFactors[0] ?? null },
    fields: ['newPassword', 'code'],
    check: missingIn,
    send: ({ newPassword, code, way }) =>
      complete.mutate(
        {
          token,
          newPassword,
          ...(way === 'code' ? { code: code.trim() } : { usePasskey: way === 'passkey' }),
        },
        { onSuccess: onDone },
      ),
    request: complete,
    problemsOf: resetProblems,
  });
  const { entries, change, problems } = form;
  const other = ways.find((way) => way !== entries.way);
  const isStuck = secondFactors.length > 0 && ways.length === 0;
  return (
    <form {...form.props} className="grid gap-4">
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      {isStuck && (
        <Banner tone="warning">
          The organization requires your passkey, which this browser cannot use. Open the link in one that
          can.
        </Banner>
      )}
      <TextField label="Email" type="email" name="email" autoComplete="username" readOnly value={email} />
      <PasswordField
        label="New password"
        name="newPassword"
        autoComplete="new-password"
        description="12 to 200 characters. Several unrelated words work well."
        value={entries.newPassword}
        error={problems.newPassword}
        onChange={(event) => change({ newPassword: event.target.value })}
      />
      <PasswordField
        label="Confirm new password"
        name="again"
        autoComplete="new-password"
        value={entries.again}
        error={problems.again}
        onChange={(event) => change({ again: event.target.value })}
      />
      {entries.way === 'code' && (
        <CodeField value={entries.code} error={problems.code} onChange={(code) => change({ code })} />
      )}
      {entries.way === 'passkey' && (
        <p className="flex items-center gap-2 text-muted">
          <KeyRound aria-hidden="true" className="size-4 shrink-0" />
          You then confirm it with your passkey.
        </p>
      )}
      <Button type="submit" variant="primary" pending={complete.isPending}>
        Set password
      </Button>
      {other && (
        <Button
          onClick={() => {
            change({ way: other });
            complete.reset();
          }}
        >
          {other === 'passkey' ? 'Use a passkey instead' : 'Use a code instead'}
        </Button>
      )}
      <p className="text-center text-muted text-sm">
        All your sessions end. The link expires <Time at={expiresAt} />.
      </p>
    </form>
  );
}

function missingIn({ newPassword, again, code, way }: Entries): Readonly<Record<string, string>> {
  const problem = passwordProblem(newPassword);
  return {
    ...(problem ? { newPassword: problem } : {}),
    ...(!problem && again !== newPassword ? { again: 'The passwords do not match.' } : {}),
    ...(way === 'code' && code.trim() === '' ? { code: 'Enter the code.' } : {}),
  };
}

function resetProblems(error: unknown, fields: readonly string[]): FormProblems {
  if (isApiError(error, 'two_factor_invalid')) return { fields: { code: error.message }, form: null };
  return formProblems(error, fields);
}
