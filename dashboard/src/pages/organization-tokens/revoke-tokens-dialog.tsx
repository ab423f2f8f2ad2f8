import { useRef, useState } from 'react';
import { useBeforeUnload } from 'react-router';
import { atOnce, type Progress, useRevokeTokens } from '../../api/organization/organization-tokens.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf, countText } from '../../ui/text/count-of.ts';
import { type NamedToken, TokenLines } from './token-lines.tsx';

/** The number of tokens listed by name, the last used ones first; the others are only counted. */
const shown = 10;
/** Milliseconds. */
const recently = 7 * 86_400_000;

type Props = {
  readonly tokens: readonly NamedToken[];
  readonly onClose: () => void;
  readonly onRevoked?: () => void;
};

const nothing: Progress = { requested: 0, revoked: 0 };

/** Asks for confirmation before tokens are revoked, and lists them with their owners and last use. */
export function RevokeTokensDialog({ tokens, onClose, onRevoked }: Props) {
  const { revoke, progress, stop } = useRevocation(tokens);
  const toast = useToast();
  const left = tokens.length - progress.requested;
  const isLong = tokens.length > atOnce;
  const isStoppable = isLong && revoke.isPending;
  const leave = ({ requested, revoked }: Progress) => {
    const rest = tokens.length - requested;
    if (requested > 0) toast(`${countOf(revoked, 'token')} revoked. ${countOf(rest, 'token')} remain.`);
    onClose();
  };
  const confirm = () =>
    revoke.start((done) => {
      // Stopped.
      if (done.requested < tokens.length) return leave(done);
      toast(doneText(tokens.length, done.revoked));
      onRevoked?.();
      onClose();
    });
  const named = tokens.toSorted(byLastUse).slice(0, shown);
  const more = tokens.length - named.length;
  return (
    <ConfirmDialog
      open
      onClose={isStoppable ? stop : () => leave(progress)}
      title={`Revoke ${countOf(tokens.length, 'token')}?`}
      confirm={confirmText(tokens.length, left)}
      cancel={isStoppable ? 'Stop' : 'Cancel'}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
    >
      {more > 0 && <p>{summaryOf(tokens, Date.now())}</p>}
      <TokenLines tokens={named} more={more} />
      <p>
        Anything that uses {tokens.length === 1 ? 'it' : 'them'} stops working immediately. This cannot be
        undone.
      </p>
      {isLong && (
        <p>
          Keep this page open until all are revoked. If it closes before, those that remain keep working and
          stay in the list: select them again to continue.
        </p>
      )}
      <p role="status" className="font-medium text-ink empty:hidden">
        {isLong &&
          (revoke.isPending || progress.requested > 0) &&
          `${countText(progress.requested)} of ${countText(tokens.length)} done, ${countText(left)} remain.`}
      </p>
    </ConfirmDialog>
  );
}

/** A revocation that continues where it failed, and asks before the page closes while it runs. */
function useRevocation(tokens: readonly NamedToken[]) {
  const { mutate, isPending, error } = useRevokeTokens();
  const [progress, setProgress] = useState(nothing);
  const running = useRef(new AbortController());
  useBeforeUnload((event) => {
    if (isPending) event.preventDefault();
  });
  const start = (onDone: (progress: Progress) => void) => {
    running.current = new AbortController();
    mutate(
      {
        tokenIds: tokens.map(({ id }) => id),
        from: progress,
        onProgress: setProgress,
        signal: running.current.signal,
      },
      { onSuccess: onDone },
    );
  };
  return { revoke: { start, isPending, error }, progress, stop: () => running.current.abort() };
}

function confirmText(all: number, left: number): string {
  if (all === 1) return 'Revoke token';
  return left < all ? `Revoke the other ${countText(left)}` : `Revoke ${countOf(all, 'token')}`;
}

/** Whose tokens stop, and how many of them are in use. */
function summaryOf(tokens: readonly NamedToken[], now: number): string {
  const owners = new Set(tokens.map(({ owner }) => owner.id)).size;
  const used = tokens.filter(
    ({ lastUsedAt }) => lastUsedAt && now - Date.parse(lastUsedAt) < recently,
  ).length;
  const use = used === 0 ? 'None of them was' : `${countText(used)} of them ${used === 1 ? 'was' : 'were'}`;
  return `They belong to ${countOf(owners, 'member')}. ${use} used in the last 7 days.`;
}

function byLastUse(one: NamedToken, other: NamedToken): number {
  return lastUse(other) - lastUse(one);
}

function lastUse({ lastUsedAt }: NamedToken): number {
  return lastUsedAt === null ? 0 : Date.parse(lastUsedAt);
}

function doneText(requested: number, ended: number): string {
  if (ended === requested)
    return requested === 1 ? 'Token revoked.' : `${countOf(requested, 'token')} revoked.`;
  if (ended === 0) return requested === 1 ? 'The token had already ended.' : 'The tokens had already ended.';
  return `${countOf(ended, 'token')} revoked. The others had already ended.`;
}
