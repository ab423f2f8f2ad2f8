import type { Organization } from '../../api/organization/organization.ts';
import { useChangeOrganization } from '../../api/organization/organization-changes.ts';
import { planHasPats, planTitle } from '../../api/organization/plans.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Name } from '../../ui/text/name.tsx';

/** The organization's name, address and plan. */
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
            {planHasPats(plan)
              ? 'Includes personal access tokens.'
              : 'Does not include personal access tokens.'}{' '}
            The server operator manages the plan.
          </span>
        </dd>
      </dl>
    </Card>
  );
}

function NameForm({ organization }: { readonly organization: Organization }) {
  const change = useChangeOrganization();
  const toast = useToast();
  const form = useForm<{ readonly typed: string | null }>({
    initial: { typed: null },
    fields: ['name'],
    send: () => {
      if (!isChanged) return;
      const onSuccess = (saved: Organization) => {
        form.change({ typed: null });
        toast(
          <>
            Organization renamed to <Name>{saved.name}</Name>.
          </>,
        );
      };
      change.mutate({ name: name.trim() }, { onSuccess });
    },
    request: change,
  });
  const name = form.entries.typed ?? organization.name;
  const isChanged = name.trim() !== organization.name;
  return (
    <form {...form.props} className="grid max-w-lg gap-3">
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      <TextField
        label="Organization name"
        name="organization-name"
        autoComplete="off"
        value={name}
        error={form.problems.name}
        onChange={(event) => {
          form.change({ typed: event.target.value });
          change.reset();
        }}
      />
      {isChanged && (
        <div className="flex gap-2">
          <Button type="submit" variant="primary" pending={change.isPending}>
            Save name
          </Button>
          <Button variant="quiet" onClick={() => form.change({ typed: null })}>
            Discard
          </Button>
        </div>
      )}
    </form>
  );
}
