import { Download } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { Button, buttonLook } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';

type Props = { readonly codes: readonly string[]; readonly onClose: () => void };

/** The backup codes, this once. Left by the cross, Escape or a press outside before they were taken, it asks once. */
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
      description="Without your phone, each of these signs you in once. Keep them where you keep your passwords."
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
      <Banner tone="warning">You will not see them again.</Banner>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          I have saved them
        </Button>
      </DialogActions>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="Leave without the codes?"
        confirm="Leave"
        cancel="Go back"
        onConfirm={onClose}
      >
        <p>You have not copied them yet, and they cannot be shown again. You can make new ones later.</p>
      </ConfirmDialog>
    </Dialog>
  );
}

/** A file that the browser makes of the codes by itself: they do not pass over the network again. */
function DownloadLink({
  codes,
  onClick,
}: {
  readonly codes: readonly string[];
  readonly onClick: () => void;
}) {
  const { user, organization } = useMe();
  const text = [
    `Backup codes of ${user.email} at ${organization.name} (${window.location.host})`,
    'Each works once, in place of the code of the authenticator app.',
    '',
    ...codes,
    '',
  ].join('\n');
  return (
    <a
      href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
      download={`backup-codes-${organization.slug}.txt`}
      className={buttonLook({ size: 'sm' })}
      onClick={onClick}
    >
      <Download aria-hidden="true" className="size-4" />
      Download
    </a>
  );
}
