import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog, DialogActions, dialogFormLook } from '../ui/dialog.tsx';
import { Banner } from '../ui/feedback/banner.tsx';
import { SecretValue } from '../ui/secret-value.tsx';
import { Name } from '../ui/text/name.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Props = {
  /** Whose secret it is. */
  readonly name: string;
  readonly description: string;
  /** What it is: "Token". */
  readonly label: string;
  readonly secret: string;
  /** A line for a terminal that uses it. */
  readonly curl: string;
  readonly note?: ReactNode;
  /** What belongs to the secret and is no secret itself. */
  readonly children?: ReactNode;
  readonly onClose: () => void;
};

/** A new secret, this once. Left by the cross, Escape or a press outside before it was copied, it asks once. */
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
      <div className={dialogFormLook}>
        {children}
        <div className="grid gap-2">
          {children && <p className="-mb-0.5 font-medium">{label}</p>}
          <SecretValue label={label} value={secret} onCopied={() => setSafe(true)} />
          <Banner tone="warning">You will not see it again. {note}</Banner>
        </div>
        <div className="grid min-w-0 gap-1.5">
          <p className="font-medium">Try it</p>
          <div className="flex items-start gap-2 rounded-lg border border-line bg-canvas p-1.5 pl-3">
            <code className="min-w-0 flex-1 break-all py-1.5 font-mono text-sm">{curl}</code>
            <CopyButton iconOnly text={curl} label="Take the curl line" onCopied={() => setSafe(true)} />
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
        title={`Leave without the ${label.toLowerCase()}?`}
        confirm="Leave"
        cancel="Go back"
        onConfirm={onClose}
      >
        <p>You have not copied it yet, and it cannot be shown again.</p>
      </ConfirmDialog>
    </Dialog>
  );
}
