import type { Policy } from '../../api/organization/organization.ts';
import {
  type DryRun,
  type PolicyChange,
  useChangeOrganization,
} from '../../api/organization/organization-changes.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { dayOf } from '../../ui/text/relative-time.ts';
import type { MissingFactor } from './missing-factor.ts';
import { changeLines } from './policy-entries.ts';
import { StoppingTokens } from './stopping-tokens.tsx';

type Props = {
  readonly saved: Policy;
  readonly change: PolicyChange;
  readonly dryRun: DryRun;
  /** What this session needs before it can require two-factor authentication. */
  readonly missingFactor: MissingFactor | null;
  /** Sets up or verifies the second factor before the policy is saved. */
  readonly onVerify: () => void;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

const confirmLabels = {
  nothing: 'Save policy',
  'set-up': 'Set up two-factor',
  use: 'Use second factor',
  passkey: 'Go to Security',
} as const;
/** Without this, the saved policy would lock out the member who saves it. */
const requirementTexts = {
  'set-up': 'Set up two-factor authentication for yourself first, then save the policy.',
  passkey: 'Add a passkey of your own under Settings > Account > Security first, then save the policy.',
  use: 'You signed in without your second factor. Use it first, then save the policy.',
} as const;

/** Asks for confirmation before a policy is saved: lists the changes and their effects. */
export function SaveDialog({ saved, change, dryRun, missingFactor, onVerify, onClose, onSaved }: Props) {
  const save = useChangeOrganization();
  const toast = useToast();
  const confirm = () => {
    if (missingFactor !== null) return onVerify();
    const onSuccess = () => {
      toast('Policy saved.');
      onSaved();
    };
    save.mutate({ policy: change }, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Save policy?"
      confirm={confirmLabels[missingFactor ?? 'nothing']}
      danger={missingFactor === null && (dryRun.totalTokens > 0 || dryRun.deletedEvents !== null)}
      pending={save.isPending}
      error={save.error}
      onConfirm={confirm}
    >
      <ul className="grid gap-1">
        {changeLines(saved, change).map(({ name, before, after }) => (
          <li key={name}>
            {name}: <s>{before}</s> <span className="sr-only">becomes</span>{' '}
            <span className="font-medium text-ink">{after}</span>
          </li>
        ))}
      </ul>
      <Effects dryRun={dryRun} change={change} missingFactor={missingFactor} />
    </ConfirmDialog>
  );
}

function Effects({ dryRun, change, missingFactor }: Pick<Props, 'dryRun' | 'change' | 'missingFactor'>) {
  const { totalTokens, membersWithoutTwoFactor: affected } = dryRun;
  return (
    <>
      {totalTokens === 0 ? <p>No tokens will stop working.</p> : <StoppingTokens dryRun={dryRun} />}
      {affected > 0 && (
        <p>
          {affectedText(
            affected,
            change.twoFactor,
            missingFactor === 'set-up' || missingFactor === 'passkey',
          )}
        </p>
      )}
      <Deletions dryRun={dryRun} />
      {missingFactor !== null && <p className="font-medium text-ink">{requirementTexts[missingFactor]}</p>}
    </>
  );
}

/** What a shorter retention deletes, permanently. */
function Deletions({ dryRun: { deletedEvents, deletedUsageBefore } }: Pick<Props, 'dryRun'>) {
  return (
    <>
      {deletedEvents && (
        <p className="font-medium text-ink">
          {countOf(deletedEvents.total, 'event')} of the audit log, from{' '}
          {dayOf(Date.parse(deletedEvents.oldest))} to {dayOf(Date.parse(deletedEvents.before))}, will be
          deleted permanently within a day.
        </p>
      )}
      {deletedUsageBefore !== null && (
        <p>
          The use of tokens before {dayOf(Date.parse(deletedUsageBefore))} will be deleted permanently within
          a day.
        </p>
      )}
    </>
  );
}

function affectedText(affected: number, twoFactor: PolicyChange['twoFactor'], includesMe: boolean): string {
  const isPasskey = twoFactor === 'phishing-resistant';
  if (includesMe && affected === 1)
    return `You are the only member without ${isPasskey ? 'a passkey' : 'two-factor authentication'}.`;
  const who = includesMe ? `${countOf(affected, 'member')}, including you,` : countOf(affected, 'member');
  return `${who} must ${isPasskey ? 'add a passkey' : 'set up two-factor authentication'}.`;
}
