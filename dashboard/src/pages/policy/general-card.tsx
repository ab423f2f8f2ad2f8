import { type FormEvent, useState } from 'react';
import { formProblems } from '../../api/form-problems.ts';
import type { Organization } from '../../api/organization/organization.ts';
import { useChangeOrganization } from '../../api/organization/organization-changes.ts';
import { planHasPats, planTitle } from '../../api/organization/plans.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Name } from '../../ui/text/name.tsx';

/** What the organization is called, where it lives, and its plan, which the operator changes. */
export function GeneralCard({ organization }: { readonly organization: Organization }) {
  const { plan } = organization;
  return (
    <Card title="General">
      <NameForm organization={organization} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-2">
        <dt className="text-muted">Address</dt>
        <dd className="font-mono text-sm [overflow-wrap:anywhere]">{window.location.host}</dd>
        <dt className="text-muted">Plan</dt>
        <dd className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
          <Badge tone={planHasPats(plan) ? 'accent' : 'neutral'}>{planTitle(plan)}</Badge>
          <span className="text-muted text-sm">
            {planHasPats(plan) ? 'With personal access tokens.' : 'Without personal access tokens.'} Whoever
            runs this server changes the plan.
          </span>
        </dd>
      </dl>
    </Card>
  );
}

function NameForm({ organization }: { readonly organization: Organization }) {
  const [typed, setTyped] = useState<string | null>(null);
  const change = useChangeOrganization();
  const toast = useToast();
  const name = typed ?? organization.name;
  const isChanged = name.trim() !== organization.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || change.isPending) return;
    const onSuccess = (saved: Organization) => {
      setTyped(null);
      toast(
        <>
          The organization is called <Name>{saved.name}</Name> now.
        </>,
      );
    };
    change.mutate({ name: name.trim() }, { onSuccess });
  };
  const problems = formProblems(change.error, ['name']);
  return (
    <form noValidate className="grid max-w-lg gap-3" onSubmit={submit}>
      {problems.form && <Banner tone="danger">{problems.form}</Banner>}
      <TextField
        label="Organization name"
        name="organization-name"
        autoComplete="off"
        value={name}
        error={problems.fields.name}
        onChange={(event) => {
          setTyped(event.target.value);
          change.reset();
        }}
      />
      {isChanged && (
        <div className="flex gap-2">
          <Button type="submit" variant="primary" pending={change.isPending}>
            Save name
          </Button>
          <Button variant="quiet" onClick={() => setTyped(null)}>
            Discard
          </Button>
        </div>
      )}
    </form>
  );
}
