import type { Policy } from '../../api/organization/organization.ts';
import {
  type DryRun,
  type PolicyChange,
  useChangeOrganization,
} from '../../api/organization/organization-changes.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { changeLines } from './policy-form.ts';
import { StoppingTokens } from './stopping-tokens.tsx';

type Props = {
  readonly saved: Policy;
  readonly change: PolicyChange;
  readonly dryRun: DryRun;
  /** What this session lacks to require a second factor of everybody. */
  readonly lacks: 'second-factor' | 'code' | null;
  /** Sets it up, or shows it, before the policy is saved. */
  readonly onShow: () => void;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

const confirmWords = {
  nothing: 'Save policy',
  'second-factor': 'Set up yours first',
  code: 'Enter a code first',
} as const;
/** Saved before, the policy would shut out whoever saves it. */
const firstWords = {
  'second-factor': 'Set up your own second factor first. You save the policy after that.',
  code: 'This session was opened without your second factor. Enter a code first; you save the policy after that.',
} as const;

/** Asks before a policy is saved: what changes, and what it stops. */
export function SaveDialog({ saved, change, dryRun, lacks, onShow, onClose, onSaved }: Props) {
  const save = useChangeOrganization();
  const toast = useToast();
  const confirm = () => {
    if (lacks !== null) return onShow();
    const onSuccess = () => {
      toast('The policy is saved.');
      onSaved();
    };
    save.mutate({ policy: change }, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Save the policy?"
      confirm={confirmWords[lacks ?? 'nothing']}
      danger={lacks === null && dryRun.totalTokens > 0}
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
      <Effects dryRun={dryRun} lacks={lacks} />
    </ConfirmDialog>
  );
}

function Effects({ dryRun, lacks }: Pick<Props, 'dryRun' | 'lacks'>) {
  const { totalTokens, membersWithoutTwoFactor: asked } = dryRun;
  return (
    <>
      {totalTokens === 0 ? <p>No token stops.</p> : <StoppingTokens dryRun={dryRun} />}
      {asked > 0 && <p>{askedWords(asked, lacks === 'second-factor')}</p>}
      {lacks !== null && <p className="font-medium text-ink">{firstWords[lacks]}</p>}
    </>
  );
}

function askedWords(asked: number, includesMe: boolean): string {
  if (includesMe && asked === 1) return 'You have no second factor yet; everybody else has.';
  const who = includesMe ? `${countOf(asked, 'member')}, including you,` : countOf(asked, 'member');
  return `${who} ${asked === 1 ? 'has' : 'have'} no second factor yet and will be asked to set one up.`;
}
