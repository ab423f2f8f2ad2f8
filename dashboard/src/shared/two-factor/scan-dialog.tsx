import { renderSVG } from 'uqr';
import { type TwoFactorSetup, useConfirmTwoFactor } from '../../api/account/two-factor.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { ProofForm } from './proof-form.tsx';

type Props = {
  readonly setup: TwoFactorSetup;
  readonly onClose: () => void;
  readonly onConfirmed: (backupCodes: readonly string[]) => void;
};

/** The second step of the setup: shows the secret as a QR code and as text, and asks for a first code. */
export function ScanDialog({ setup, onClose, onConfirmed }: Props) {
  const confirm = useConfirmTwoFactor();
  const toast = useToast();
  const onSuccess = (backupCodes: readonly string[]) => {
    toast('Two-factor authentication is on.');
    onConfirmed(backupCodes);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Scan the QR code"
      description="Scan it with your authenticator app, then enter the six-digit code that the app shows."
    >
      <div className="grid min-w-0 gap-4 sm:grid-cols-[auto_minmax(0,1fr)] sm:items-center">
        <img
          src={imageOf(setup.uri)}
          alt="QR code for your authenticator app"
          width={176}
          height={176}
          className="size-44 rounded-lg border border-line max-sm:mx-auto"
        />
        <div className="grid min-w-0 gap-1.5">
          <p className="font-medium">Cannot scan it? Enter this key</p>
          <div className="flex items-center gap-4">
            <code className="max-w-[20ch] font-mono">{inGroups(setup.secret)}</code>
            <CopyButton iconOnly text={setup.secret} label="Copy the key" />
          </div>
          <a
            href={setup.uri}
            className="w-fit py-2 text-accent underline-offset-4 hover:underline pointer-fine:hidden"
          >
            Open in an app on this device
          </a>
        </div>
      </div>
      <ProofForm
        asks={['code']}
        codeDescription="The current six-digit code from the app."
        submit="Turn on"
        pending={confirm.isPending}
        error={confirm.error}
        onSubmit={({ code }) => confirm.mutate(code, { onSuccess })}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** Renders the QR code as an image, so that it needs no style and stays dark on light in the dark theme. */
function imageOf(uri: string): string {
  return `data:image/svg+xml,${encodeURIComponent(renderSVG(uri, { ecc: 'M', border: 3 }))}`;
}

function inGroups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
