import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { TwoFactor } from '../../api/account/two-factor.ts';
import type { OpenDialog } from '../../shared/two-factor/two-factor-dialogs.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { enrollmentReturn } from './enrollment.ts';

const dialogs = lazyFile(() => import('../../shared/two-factor/two-factor-dialogs.tsx'));
/** Warn if fewer backup codes than this are left. */
const fewCodes = 3;

/** The two-factor setting: its state, the number of backup codes, and its actions. */
export function TwoFactorCard({ state }: { readonly state: TwoFactor }) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const continueToPage = useContinue();
  return (
    <SettingRow
      title="Two-factor authentication"
      state={state.enabled ? <Badge tone="good">On</Badge> : <Badge>Off</Badge>}
      description={<Explanation {...state} />}
      actions={<Actions state={state} onPrepare={dialogs.preload} onOpen={setOpen} />}
    >
      {state.enabled && state.backupCodesLeft < fewCodes && (
        <Banner tone="warning" title={remainingText(state.backupCodesLeft)}>
          Generate new codes while you can still sign in. If you lose your phone, they are the only way to
          sign in.
        </Banner>
      )}
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ TwoFactorDialogs }) => (
            <TwoFactorDialogs open={open} onOpen={setOpen} onVerified={continueToPage} />
          )}
        </LazyPart>
      )}
    </SettingRow>
  );
}

function Explanation({ enabled, required, verified, backupCodesLeft }: TwoFactor) {
  if (!enabled) {
    return <p>Require a code from your authenticator app each time you sign in.</p>;
  }
  return (
    <>
      <p>
        Each sign-in requires a code from your authenticator app.
        {backupCodesLeft >= fewCodes && ` ${remainingText(backupCodesLeft)}.`}
      </p>
      {!verified && <p>You signed in without a code.</p>}
      {required && <p>Your organization requires it, so you cannot turn it off.</p>}
    </>
  );
}

type ActionsProps = {
  readonly state: TwoFactor;
  readonly onPrepare: () => void;
  readonly onOpen: (open: OpenDialog) => void;
};

function Actions({ state: { enabled, required, verified }, onPrepare, onOpen }: ActionsProps) {
  const preparing = { onPointerEnter: onPrepare, onFocus: onPrepare };
  if (!enabled) {
    return (
      <Button variant="primary" {...preparing} onClick={() => onOpen({ kind: 'password' })}>
        Set up
      </Button>
    );
  }
  return (
    <>
      {!verified && (
        <Button variant="primary" {...preparing} onClick={() => onOpen({ kind: 'verify' })}>
          Enter a code
        </Button>
      )}
      <Button {...preparing} onClick={() => onOpen({ kind: 'renew' })}>
        New backup codes
      </Button>
      {!required && (
        <Button variant="caution" {...preparing} onClick={() => onOpen({ kind: 'disable' })}>
          Turn off
        </Button>
      )}
    </>
  );
}

/**
 * Returns to the page that the member was redirected from, after they set up the second factor or entered a
 * code.
 */
function useContinue(): () => void {
  const navigate = useNavigate();
  const { state } = useLocation();
  return () => {
    const path = enrollmentReturn(state);
    if (path !== null) void navigate(path, { replace: true });
  };
}

function remainingText(count: number): string {
  if (count === 0) return 'No backup codes left';
  return count === 1 ? '1 backup code left' : `${count} backup codes left`;
}
