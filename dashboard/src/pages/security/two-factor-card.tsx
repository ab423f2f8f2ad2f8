import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { TwoFactor } from '../../api/account/two-factor.ts';
import type { OpenDialog } from '../../shared/two-factor/two-factor-dialogs.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Later } from '../../ui/later.tsx';
import { laterFile } from '../../ui/later-file.ts';
import { SettingRow } from '../../ui/setting-row.tsx';
import { enrollmentReturn } from './enrollment.ts';

const dialogs = laterFile(() => import('../../shared/two-factor/two-factor-dialogs.tsx'));
/** With fewer backup codes it is time for new ones. */
const fewCodes = 3;

/** Whether a second factor is on, how many backup codes are left, and what can be done about it. */
export function TwoFactorCard({ state }: { readonly state: TwoFactor }) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const goOn = useGoOn();
  return (
    <SettingRow
      title="Two-factor authentication"
      state={state.enabled ? <Badge tone="good">On</Badge> : <Badge>Off</Badge>}
      description={<Explanation {...state} />}
      actions={<Actions state={state} onPrepare={dialogs.prepare} onOpen={setOpen} />}
    >
      {state.enabled && state.backupCodesLeft < fewCodes && (
        <Banner tone="warning" title={leftInWords(state.backupCodesLeft)}>
          Make new ones while you can still sign in: without your phone they are the only way in.
        </Banner>
      )}
      {open && (
        <Later file={dialogs} onMissing={() => setOpen(null)}>
          {({ TwoFactorDialogs }) => <TwoFactorDialogs open={open} onOpen={setOpen} onShown={goOn} />}
        </Later>
      )}
    </SettingRow>
  );
}

function Explanation({ enabled, required, verified, backupCodesLeft }: TwoFactor) {
  if (!enabled) {
    return <p>Each sign-in then asks for a code of your authenticator app, too.</p>;
  }
  return (
    <>
      <p>
        Each sign-in asks for a code of your authenticator app.
        {backupCodesLeft >= fewCodes && ` ${leftInWords(backupCodesLeft)}.`}
      </p>
      {!verified && <p>This session was opened without a code.</p>}
      {required && <p>Your organization requires it, so it cannot be switched off.</p>}
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
          Switch off
        </Button>
      )}
    </>
  );
}

/** After enrolling or showing a code: back to the page that the member was led away from. */
function useGoOn(): () => void {
  const navigate = useNavigate();
  const { state } = useLocation();
  return () => {
    const path = enrollmentReturn(state);
    if (path !== null) void navigate(path, { replace: true });
  };
}

function leftInWords(count: number): string {
  if (count === 0) return 'No backup codes are left';
  return count === 1 ? '1 backup code is left' : `${count} backup codes are left`;
}
