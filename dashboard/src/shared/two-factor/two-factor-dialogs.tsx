import type { TwoFactor, TwoFactorSetup } from '../../api/account/two-factor.ts';
import { BackupCodesDialog } from './backup-codes-dialog.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { RenewDialog } from './renew-dialog.tsx';
import { ScanDialog } from './scan-dialog.tsx';
import { SetupPasswordDialog } from './setup-password-dialog.tsx';
import { VerifyDialog } from './verify-dialog.tsx';

/** The open dialog. The setup goes from the password to the QR code to the backup codes. */
export type OpenDialog =
  | { readonly kind: 'password' }
  | { readonly kind: 'scan'; readonly setup: TwoFactorSetup }
  | { readonly kind: 'codes'; readonly codes: readonly string[]; readonly isEnrollment: boolean }
  | { readonly kind: 'verify' }
  | { readonly kind: 'renew' }
  | { readonly kind: 'disable' };

type Props = {
  readonly open: OpenDialog;
  readonly state: TwoFactor;
  readonly onOpen: (open: OpenDialog | null) => void;
  /** Called once this session has verified a second factor. */
  readonly onVerified: () => void;
};

/** The dialogs for two-factor authentication. */
export function TwoFactorDialogs({ open, state, onOpen, onVerified }: Props) {
  const close = () => onOpen(null);
  const showCodes = (isEnrollment: boolean) => (codes: readonly string[]) =>
    onOpen({ kind: 'codes', codes, isEnrollment });
  switch (open.kind) {
    case 'password':
      return <SetupPasswordDialog onClose={close} onBegun={(setup) => onOpen({ kind: 'scan', setup })} />;
    case 'scan':
      return <ScanDialog setup={open.setup} onClose={close} onConfirmed={showCodes(true)} />;
    case 'verify':
      return (
        <VerifyDialog
          onClose={close}
          onVerified={() => {
            close();
            onVerified();
          }}
        />
      );
    case 'renew':
      return <RenewDialog hasApp={state.enabled} onClose={close} onRenewed={showCodes(false)} />;
    case 'disable':
      return <DisableDialog hasPasskeys={state.passkeys > 0} onClose={close} />;
    case 'codes':
      return (
        <BackupCodesDialog
          codes={open.codes}
          onClose={() => {
            close();
            if (open.isEnrollment) onVerified();
          }}
        />
      );
  }
}
