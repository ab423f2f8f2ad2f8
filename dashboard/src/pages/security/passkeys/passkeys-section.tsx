import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { canUsePasskeys } from '../../../api/passkeys/authenticator.ts';
import { passkeysQuery } from '../../../api/passkeys/passkeys.ts';
import { LoadError } from '../../../shared/load-error.tsx';
import { Button } from '../../../ui/button.tsx';
import { SkeletonRows } from '../../../ui/feedback/skeleton.tsx';
import { lazyFile } from '../../../ui/lazy-file.ts';
import { LazyPart } from '../../../ui/lazy-part.tsx';
import type { OpenPasskeyDialog } from './passkey-dialogs.tsx';
import { PasskeyTable } from './passkey-table.tsx';

const dialogs = lazyFile(() => import('./passkey-dialogs.tsx'));

type Props = {
  /** Whether the session must show a second factor before it can change anything. */
  readonly mustVerify: boolean;
  /** Whether the session has shown the second factor that the member already has. */
  readonly canAdd: boolean;
  /** Called once this session has a passkey. */
  readonly onAdded: () => void;
};

/** The member's passkeys, with actions to add, rename and remove them. */
export function PasskeysSection({ mustVerify, canAdd, onAdded }: Props) {
  const passkeys = useQuery(passkeysQuery);
  const [open, setOpen] = useState<OpenPasskeyDialog | null>(null);
  return (
    <section aria-labelledby="passkeys" className="grid gap-4 pt-2">
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 flex-1 basis-72 gap-0.5">
          <h2 id="passkeys" className="font-semibold">
            Passkeys
          </h2>
          <p className="max-w-prose text-muted">
            {canUsePasskeys
              ? 'Sign in with your fingerprint, face, PIN or a security key. A passkey cannot be phished, and each is a second factor.'
              : 'This browser cannot use passkeys at this address.'}
          </p>
        </div>
        {canUsePasskeys && canAdd && (
          <Button
            variant={mustVerify ? 'primary' : 'secondary'}
            onPointerEnter={dialogs.preload}
            onFocus={dialogs.preload}
            onClick={() => setOpen({ kind: 'add' })}
          >
            Add a passkey
          </Button>
        )}
      </header>
      {passkeys.isPending && <SkeletonRows />}
      {passkeys.isError && !passkeys.data && (
        <LoadError what="your passkeys" error={passkeys.error} onRetry={() => void passkeys.refetch()} />
      )}
      {passkeys.data && passkeys.data.length > 0 && (
        <PasskeyTable passkeys={passkeys.data} canChange={!mustVerify} onOpen={setOpen} />
      )}
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ PasskeyDialogs }) => <PasskeyDialogs open={open} onOpen={setOpen} onAdded={onAdded} />}
        </LazyPart>
      )}
    </section>
  );
}
