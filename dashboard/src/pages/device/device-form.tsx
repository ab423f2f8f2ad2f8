import { type FormEvent, useEffect, useRef, useState } from 'react';
import { isApiError, waitOf } from '../../api/errors.ts';
import { type FormProblems, formProblems } from '../../api/form-problems.ts';
import type { useClaimDevice } from '../../api/oauth/access-requests.ts';
import { closedPage } from '../../shared/consent/closed-request.tsx';
import { ConsentFrame } from '../../shared/consent/consent-frame.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { focusProblem } from '../../ui/form/focus-problem.ts';
import { isWholeUserCode } from './user-code.ts';
import { UserCodeField } from './user-code-field.tsx';

type Props = {
  /** The code that the address came with. It is never sent by itself: the member compares it first. */
  readonly given: string;
  readonly claim: Pick<ReturnType<typeof useClaimDevice>, 'error' | 'isPending' | 'isError' | 'reset'>;
  readonly here: string;
  readonly onContinue: (code: string) => void;
};

/** Asks for the code that a device shows. */
export function DeviceForm({ given, claim, here, onContinue }: Props) {
  const [code, setCode] = useState(given);
  const [isShort, setShort] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (claim.isError) focusProblem(form.current);
  }, [claim.isError]);
  const isElsewhere = isApiError(
    claim.error,
    'authentication_required',
    'two_factor_enrollment_required',
    'forbidden',
  );
  if (isElsewhere) return closedPage(claim.error, here);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isIncomplete = !isWholeUserCode(code);
    setShort(isIncomplete);
    if (isIncomplete) return focusProblem(form.current);
    if (!claim.isPending) onContinue(code);
  };
  const problems = codeProblems(claim.error);
  return (
    <ConsentFrame
      documentTitle="Connect a device"
      title="Connect a device"
      note="Enter the code that your device shows."
    >
      <form ref={form} noValidate className="grid gap-4" onSubmit={submit}>
        {problems.form && <Banner tone="danger">{problems.form}</Banner>}
        <UserCodeField
          value={code}
          description={
            given === ''
              ? 'Eight letters; the dash may be left out.'
              : 'Continue only if your device shows this very code.'
          }
          error={isShort ? 'Enter all eight letters.' : (problems.fields.user_code ?? null)}
          onChange={(next) => {
            setCode(next);
            setShort(false);
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

function codeProblems(error: unknown): FormProblems {
  const atField = (words: string) => ({ fields: { user_code: words }, form: null });
  if (isApiError(error, 'not_found')) return atField(error.message);
  if (isApiError(error, 'rate_limited')) {
    return atField(`Too many wrong codes. Try again in ${waitOf(error)}.`);
  }
  return formProblems(error, ['user_code']);
}
