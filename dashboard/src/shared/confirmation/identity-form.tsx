import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { type Proof, useConfirm } from '../../api/account/confirm.ts';
import { twoFactorQuery } from '../../api/account/two-factor.ts';
import { explain } from '../../api/errors.ts';
import { canUsePasskeys } from '../../api/passkeys/authenticator.ts';
import { addressOrganizationQuery } from '../../api/sign-in/address-organization.ts';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { SignOnInTab } from '../single-sign-on/sign-on-in-tab.tsx';
import { ProofForm } from '../two-factor/proof-form.tsx';

/** How a member can prove that it is them. */
type Way = 'passkey' | 'code' | 'password';
const labels: Readonly<Record<Way, string>> = {
  passkey: 'Use a passkey instead',
  code: 'Use a code instead',
  password: 'Use your password instead',
};

type Props = {
  /** Whether the password is not enough, because the session needs a second factor. */
  readonly needsFactor: boolean;
  readonly onConfirmed: () => void;
  readonly onClose: () => void;
};

/** Asks the member to prove that it is them, in one of the ways that they have set up, and confirms the session. */
export function IdentityForm({ needsFactor, onConfirmed, onClose }: Props) {
  const { data: factors } = useQuery(twoFactorQuery);
  const [chosen, setChosen] = useState<Way | null>(null);
  const confirm = useConfirm();
  // A sign-in counts as a confirmation, but only an administrator's word makes it a second factor.
  const organization = useQuery(addressOrganizationQuery).data;
  const provider = needsFactor ? null : organization?.singleSignOn;
  if (!factors) return <SkeletonRows />;
  const hasPasskeys = factors.passkeys > 0;
  const ways = [
    ...(hasPasskeys && canUsePasskeys ? (['passkey'] as const) : []),
    // Without an authenticator app, backup codes are the only codes.
    ...((factors.enabled || hasPasskeys) && !(needsFactor && factors.policy === 'phishing-resistant')
      ? (['code'] as const)
      : []),
    ...(needsFactor ? [] : (['password'] as const)),
  ];
  const usual = ways.find((way) => way !== 'code' || factors.enabled) ?? ways[0];
  const way = chosen ?? usual;
  const choose = (next: Way) => {
    confirm.reset();
    setChosen(next);
  };
  const send = (proof: Proof) => confirm.mutate(proof, { onSuccess: onConfirmed });
  const request = { pending: confirm.isPending, error: confirm.error, onClose };
  return (
    <div className="flex flex-col gap-4">
      {provider && <SignOnInTab name={provider.name} onDone={onConfirmed} />}
      <div className="flex flex-wrap gap-x-2 gap-y-1 empty:hidden">
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} size="sm" onClick={() => choose(other)}>
              {labels[other]}
            </Button>
          ))}
      </div>
      {way === 'passkey' && <PasskeyStep {...request} onUse={() => send({ passkey: true })} />}
      {way === 'code' && (
        <ProofForm
          key="code"
          asks={['code']}
          {...(factors.enabled ? {} : { codeDescription: 'One of your backup codes.' })}
          submit="Confirm"
          {...request}
          onSubmit={({ code }) => send({ code })}
        />
      )}
      {way === 'password' && (
        <ProofForm
          key="password"
          asks={['currentPassword']}
          submit="Confirm"
          {...request}
          onSubmit={({ currentPassword }) => send({ password: currentPassword })}
        />
      )}
    </div>
  );
}

type StepProps = {
  readonly pending: boolean;
  readonly error: unknown;
  readonly onUse: () => void;
  readonly onClose: () => void;
};

function PasskeyStep({ pending, error, onUse, onClose }: StepProps) {
  return (
    <>
      {error ? <Banner tone="danger">{explain(error)}</Banner> : null}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" pending={pending} onClick={onUse}>
          <KeyRound aria-hidden="true" className="size-4" />
          Use a passkey
        </Button>
      </DialogActions>
    </>
  );
}
