import { Download } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';

type Props = { readonly codes: readonly string[]; readonly onClose: () => void };

/**
 * Shows the backup codes once. Asks for confirmation if it is closed before they were copied or downloaded.
 */
export function BackupCodesDialog({ codes, onClose }: Props) {
  const [areSafe, setSafe] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const leave = () => {
    if (areSafe) return onClose();
    setAsking(true);
    setSafe(true);
  };
  return (
    <Dialog
      open
      onClose={leave}
      title="Save your backup codes"
      description="If you lose your phone, each code signs you in once. Store them with your passwords."
    >
      <ul
        aria-label="Backup codes"
        onCopy={() => setSafe(true)}
        className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-lg border border-line-strong/50 bg-canvas px-4 py-3 font-mono sm:px-8"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={codes.join('\n')} onCopied={() => setSafe(true)} />
        <DownloadLink codes={codes} onClick={() => setSafe(true)} />
      </div>
      <Banner tone="warning">You will not be able to see them again.</Banner>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          I have saved them
        </Button>
      </DialogActions>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="Close without saving the codes?"
        confirm="Close anyway"
        cancel="Go back"
        onConfirm={onClose}
      >
        <p>
          You have not saved them, and you will not be able to see them again. You can generate new codes
          later.
        </p>
      </ConfirmDialog>
    </Dialog>
  );
}

/**
 * Downloads the codes as a file created in the browser, so that they are not sent over the network again.
 */
function DownloadLink({
  codes,
  onClick,
}: {
  readonly codes: readonly string[];
  readonly onClick: () => void;
}) {
  const { user, organization } = useMe();
  const text = [
    `Backup codes for ${user.email} at ${organization.name} (${window.location.host})`,
    'Each code works once, instead of a code from your authenticator app.',
    '',
    ...codes,
    '',
  ].join('\n');
  return (
    <a
      href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
      download={`backup-codes-${organization.slug}.txt`}
      className={buttonClasses({ size: 'sm' })}
      onClick={onClick}
    >
      <Download aria-hidden="true" className="size-4" />
      Download
    </a>
  );
}
