import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog, DialogActions, dialogFormClasses } from '../ui/dialog.tsx';
import { Banner } from '../ui/feedback/banner.tsx';
import { SecretValue } from '../ui/secret-value.tsx';
import { Name } from '../ui/text/name.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Props = {
  /** What the secret is for. */
  readonly name: string;
  readonly description: string;
  /** The kind of secret, such as "Token". */
  readonly label: string;
  readonly secret: string;
  /** A curl command that uses the secret. */
  readonly curl: string;
  readonly note?: ReactNode;
  /** Content above the secret, such as a client ID. */
  readonly children?: ReactNode;
  readonly onClose: () => void;
};

/** Shows a new secret once. Asks for confirmation if it is closed before the secret was copied. */
export function SecretDialog({ name, description, label, secret, curl, note, children, onClose }: Props) {
  const [isSafe, setSafe] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const leave = () => {
    if (isSafe) return onClose();
    setAsking(true);
    setSafe(true);
  };
  return (
    <Dialog
      open
      onClose={leave}
      width="lg"
      title={
        <>
          “<Name>{name}</Name>” is ready
        </>
      }
      description={description}
    >
      <div className={dialogFormClasses}>
        {children}
        <div className="grid gap-2">
          {children && <p className="-mb-0.5 font-medium">{label}</p>}
          <SecretValue label={label} value={secret} onCopied={() => setSafe(true)} />
          <Banner tone="warning">You will not be able to see it again. {note}</Banner>
        </div>
        <div className="grid min-w-0 gap-1.5">
          <p className="font-medium">Try it</p>
          <div className="flex items-start gap-2 rounded-lg border border-line bg-canvas p-1.5 pl-3">
            <code className="min-w-0 flex-1 break-all py-1.5 font-mono text-sm">{curl}</code>
            <CopyButton iconOnly text={curl} label="Get the curl command" onCopied={() => setSafe(true)} />
          </div>
        </div>
        <DialogActions>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </div>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={`Close without copying the ${label.toLowerCase()}?`}
        confirm="Close anyway"
        cancel="Go back"
        onConfirm={onClose}
      >
        <p>You have not copied it, and you will not be able to see it again.</p>
      </ConfirmDialog>
    </Dialog>
  );
}
