import type { Policy } from '../../api/organization.ts';
import { type DryRun, type PolicyChange, useChangeOrganization } from '../../api/organization-changes.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { countOf } from '../../ui/count-of.ts';
import { useToast } from '../../ui/toast.tsx';
import { changeLines } from './policy-form.ts';
import { StoppingTokens } from './stopping-tokens.tsx';

type Props = {
  readonly saved: Policy;
  readonly change: PolicyChange;
  readonly dryRun: DryRun;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

/** Asks before a policy is saved: what changes, and what it stops. */
export function SaveDialog({ saved, change, dryRun, onClose, onSaved }: Props) {
  const save = useChangeOrganization();
  const toast = useToast();
  const confirm = () => {
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
      confirm="Save policy"
      danger={dryRun.totalTokens > 0}
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
      <Effects dryRun={dryRun} />
    </ConfirmDialog>
  );
}

function Effects({ dryRun }: { readonly dryRun: DryRun }) {
  const { totalTokens, membersWithoutTwoFactor: asked } = dryRun;
  return (
    <>
      {totalTokens === 0 ? <p>No token stops.</p> : <StoppingTokens dryRun={dryRun} />}
      {asked > 0 && (
        <p>
          {countOf(asked, 'member')} {asked === 1 ? 'has' : 'have'} no second factor yet and will be asked to
          set one up.
        </p>
      )}
    </>
  );
}
