import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { twoFactorQuery } from '../../api/account/two-factor.ts';
import type { Organization } from '../../api/organization/organization.ts';
import { useDryRun } from '../../api/organization/organization-changes.ts';
import { formProblems } from '../../shared/forms/form-problems.ts';
import { LeaveGuard } from '../../shared/leave-guard.tsx';
import type { OpenDialog } from '../../shared/two-factor/two-factor-dialogs.tsx';
import { Card } from '../../ui/card.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { CheckboxField } from '../../ui/form/checkbox-field.tsx';
import { focusProblem } from '../../ui/form/focus-problem.ts';
import { RadioGroup } from '../../ui/form/radio-group.tsx';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { missingFactorOf } from './missing-factor.ts';
import { NumberField } from './number-field.tsx';
import { changeOf, type Entries, entriesOf, numberFields, problemsOf } from './policy-entries.ts';
import { RetentionCard } from './retention-card.tsx';
import { SaveBar } from './save-bar.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { SignInCard } from './sign-in-card.tsx';

const dialogs = lazyFile(() => import('../../shared/two-factor/two-factor-dialogs.tsx'));

const registrations = [
  {
    value: 'open',
    label: 'Open',
    description: 'Any app can register itself. Members decide whether to connect it.',
  },
  {
    value: 'authenticated',
    label: 'Authenticated',
    description:
      "Registration requires a member's credential, except for apps that publish a metadata document.",
  },
  {
    value: 'off',
    label: 'Off',
    description: 'No new apps. Apps that are already registered or connected keep working.',
  },
] as const;

/** The policy form. Saving starts with a dry run. */
export function PolicyForm({ organization }: { readonly organization: Organization }) {
  const saved = organization.policy;
  const [edits, setEdits] = useState<Partial<Entries>>({});
  const form = useRef<HTMLFormElement>(null);
  const dryRun = useDryRun();
  const entries = { ...entriesOf(saved), ...edits };
  const change = changeOf(saved, entries);
  const problems = problemsOf(entries);
  const isChanged = Object.keys(change).length + Object.keys(problems).length > 0;
  const edit = (part: Partial<Entries>) => {
    setEdits({ ...edits, ...part });
    dryRun.reset();
  };
  const discard = () => {
    setEdits({});
    dryRun.reset();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (Object.keys(problems).length > 0) return focusProblem(form.current);
    if (isChanged && !dryRun.isPending) dryRun.mutate(change);
  };
  const own = useQuery(twoFactorQuery).data;
  const navigate = useNavigate();
  const missingFactor = missingFactorOf(own, change);
  const [openDialog, setOpenDialog] = useState<OpenDialog | null>(null);
  const verifyFirst = () => {
    dryRun.reset();
    if (missingFactor === 'passkey') void navigate('/settings/account/security');
    else setOpenDialog({ kind: missingFactor === 'use' ? 'verify' : 'password' });
  };
  const rejection = formProblems(dryRun.error, numberFields);
  const errors = { ...rejection.fields, ...problems };

  return (
    <>
      <form ref={form} noValidate className="grid gap-6" onSubmit={submit}>
        <Card
          title="Personal access tokens"
          description="Members create them under Access Tokens. Requires the Pro plan."
        >
          <CheckboxField
            label="Allow personal access tokens"
            description="If turned off, all tokens stop working immediately until this is turned on again."
            checked={entries.patsEnabled}
            onChange={(event) => edit({ patsEnabled: event.target.checked })}
          />
          <NumberField
            label="Maximum lifetime (days)"
            description="Leave empty for no limit. Applies to new tokens only."
            value={entries.maxLifetimeDays}
            error={errors.maxLifetimeDays}
            onChange={(maxLifetimeDays) => edit({ maxLifetimeDays })}
          />
          <CheckboxField
            label="New tokens must expire"
            description="Members cannot create tokens without an expiry."
            checked={entries.expiryRequired}
            onChange={(event) => edit({ expiryRequired: event.target.checked })}
          />
          <NumberField
            label="Revoke unused tokens after (days)"
            description="Leave empty to keep unused tokens. Revoked tokens cannot be restored."
            value={entries.idleRevocationDays}
            error={errors.idleRevocationDays}
            onChange={(idleRevocationDays) => edit({ idleRevocationDays })}
          />
        </Card>
        <SignInCard entries={entries} errors={errors} onEdit={edit} />
        <Card title="Connected apps" description="Apps that access members' accounts over OAuth 2.0.">
          <RadioGroup
            legend="Who can register OAuth clients"
            value={entries.registration}
            options={registrations}
            onChange={(registration) => edit({ registration })}
          />
        </Card>
        <RetentionCard retention={organization.retention} entries={entries} errors={errors} onEdit={edit} />
        {rejection.form && <Banner tone="danger">{rejection.form}</Banner>}
        {isChanged && <SaveBar isPending={dryRun.isPending} onDiscard={discard} />}
        {isChanged && <LeaveGuard what="Your policy changes" />}
        {dryRun.data && (
          <SaveDialog
            saved={saved}
            change={dryRun.variables}
            dryRun={dryRun.data}
            missingFactor={missingFactor}
            onVerify={verifyFirst}
            onClose={() => dryRun.reset()}
            onSaved={discard}
          />
        )}
      </form>
      {/* Outside the form, because these dialogs have their own forms. */}
      {openDialog && own && (
        <LazyPart file={dialogs} onMissing={() => setOpenDialog(null)}>
          {({ TwoFactorDialogs }) => (
            <TwoFactorDialogs
              open={openDialog}
              state={own}
              onOpen={setOpenDialog}
              onVerified={() => dryRun.mutate(change)}
            />
          )}
        </LazyPart>
      )}
    </>
  );
}
