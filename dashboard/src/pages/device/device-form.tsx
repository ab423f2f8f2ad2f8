import { isApiError, waitOf } from '../../api/errors.ts';
import type { useClaimDevice } from '../../api/oauth/access-requests.ts';
import { closedPage } from '../../shared/consent/closed-request.tsx';
import { ConsentFrame } from '../../shared/consent/consent-frame.tsx';
import { type FormProblems, formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { isWholeUserCode } from './user-code.ts';
import { UserCodeField } from './user-code-field.tsx';

type Props = {
  /** The code from the address. It is not submitted automatically, so that the member compares it first. */
  readonly codeInAddress: string;
  readonly claim: Pick<ReturnType<typeof useClaimDevice>, 'error' | 'isPending' | 'reset'>;
  readonly here: string;
  readonly onContinue: (code: string) => void;
};

/** The form for the code shown on a device. */
export function DeviceForm({ codeInAddress, claim, here, onContinue }: Props) {
  const form = useForm({
    initial: { code: codeInAddress },
    fields: ['user_code'],
    check: ({ code }) => (isWholeUserCode(code) ? {} : { user_code: 'Enter all eight letters.' }),
    send: ({ code }) => onContinue(code),
    request: claim,
    problemsOf: codeProblems,
  });
  const isElsewhere = isApiError(
    claim.error,
    'authentication_required',
    'two_factor_enrollment_required',
    'forbidden',
  );
  if (isElsewhere) return closedPage(claim.error, here);

  return (
    <ConsentFrame
      documentTitle="Connect a device"
      title="Connect a device"
      note="Enter the code shown on your device."
    >
      <form {...form.props} className="grid gap-4">
        {form.problem && <Banner tone="danger">{form.problem}</Banner>}
        <UserCodeField
          value={form.entries.code}
          description={
            codeInAddress === ''
              ? 'Eight letters. The dash is optional.'
              : 'Continue only if your device shows this code.'
          }
          error={form.problems.user_code ?? null}
          onChange={(code) => {
            form.change({ code });
            claim.reset();
          }}
        />
        <Button type="submit" variant="primary" pending={claim.isPending}>
          Continue
        </Button>
      </form>
    </ConsentFrame>
  );
}

function codeProblems(error: unknown, fields: readonly string[]): FormProblems {
  const atField = (words: string) => ({ fields: { user_code: words }, form: null });
  if (isApiError(error, 'not_found')) return atField(error.message);
  if (isApiError(error, 'rate_limited')) {
    return atField(`Too many wrong codes. Try again in ${waitOf(error)}.`);
  }
  return formProblems(error, fields);
}
