import { useState } from 'react';
import { isEnrolled, type TwoFactor } from '../../api/account/two-factor.ts';
import type { OpenDialog } from '../../shared/two-factor/two-factor-dialogs.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';

const dialogs = lazyFile(() => import('../../shared/two-factor/two-factor-dialogs.tsx'));
/** Warn if fewer backup codes than this are left. */
const fewCodes = 3;

type Props = {
  readonly state: TwoFactor;
  /** Called once this session has verified a second factor. */
  readonly onVerified: () => void;
};

/** The two-factor setting: its state, the number of backup codes, and its actions. */
export function TwoFactorCard({ state, onVerified }: Props) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  return (
    <SettingRow
      title="Two-factor authentication"
      state={isEnrolled(state) ? <Badge tone="good">On</Badge> : <Badge>Off</Badge>}
      description={<Explanation {...state} />}
      actions={<Actions state={state} onPrepare={dialogs.preload} onOpen={setOpen} />}
    >
      {isEnrolled(state) && state.backupCodesLeft < fewCodes && (
        <Banner tone="warning" title={remainingText(state.backupCodesLeft)}>
          Generate new codes while you can still sign in. If you lose your devices, they are the only way to
          sign in.
        </Banner>
      )}
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ TwoFactorDialogs }) => (
            <TwoFactorDialogs open={open} onOpen={setOpen} state={state} onVerified={onVerified} />
          )}
        </LazyPart>
      )}
    </SettingRow>
  );
}

function Explanation({ enabled, required, verified, backupCodesLeft, passkeys }: TwoFactor) {
  if (!enabled && passkeys === 0) {
    return <p>Require a code from your authenticator app each time you sign in.</p>;
  }
  return (
    <>
      <p>
        {enabled
          ? 'Each sign-in requires a code from your authenticator app'
          : 'Each sign-in requires a passkey or a backup code'}
        {enabled && passkeys > 0 && ' or a passkey'}.
        {backupCodesLeft >= fewCodes && ` ${remainingText(backupCodesLeft)}.`}
      </p>
      {!verified && <p>You signed in without it.</p>}
      {required && <p>Your organization requires it, so you cannot turn it off.</p>}
    </>
  );
}

type ActionsProps = {
  readonly state: TwoFactor;
  readonly onPrepare: () => void;
  readonly onOpen: (open: OpenDialog) => void;
};

function Actions({ state, onPrepare, onOpen }: ActionsProps) {
  const { enabled, required, verified, satisfied, passkeys } = state;
  const preparing = { onPointerEnter: onPrepare, onFocus: onPrepare };
  const hasFactor = isEnrolled(state);
  return (
    <>
      {hasFactor && !(verified && satisfied) && (passkeys > 0 || state.policy !== 'phishing-resistant') && (
        <Button variant="primary" {...preparing} onClick={() => onOpen({ kind: 'verify' })}>
          Use it now
        </Button>
      )}
      {!enabled && (verified || !hasFactor) && (
        <Button
          variant={hasFactor ? 'secondary' : 'primary'}
          {...preparing}
          onClick={() => onOpen({ kind: 'password' })}
        >
          {hasFactor ? 'Set up authenticator app' : 'Set up'}
        </Button>
      )}
      {hasFactor && (
        <Button {...preparing} onClick={() => onOpen({ kind: 'renew' })}>
          New backup codes
        </Button>
      )}
      {enabled && (!required || passkeys > 0) && (
        <Button variant="caution" {...preparing} onClick={() => onOpen({ kind: 'disable' })}>
          Turn off
        </Button>
      )}
    </>
  );
}

function remainingText(count: number): string {
  if (count === 0) return 'No backup codes left';
  return count === 1 ? '1 backup code left' : `${count} backup codes left`;
}
