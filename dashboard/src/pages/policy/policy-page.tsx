import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from '../../api/organization/organization.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { GeneralCard } from './general-card.tsx';
import { PolicyForm } from './policy-form.tsx';

/** The organization's name, plan and policy. */
export function PolicyPage() {
  const organization = useQuery(organizationQuery);
  return (
    <>
      <PageHeader
        title="Policy"
        description="Rules for all members. Before you save, you can review what will stop working."
      />
      {organization.data ? (
        <>
          <GeneralCard organization={organization.data} />
          <PolicyForm organization={organization.data} />
        </>
      ) : organization.isPending ? (
        <SkeletonRows />
      ) : (
        <LoadError what="the policy" error={organization.error} onRetry={() => void organization.refetch()} />
      )}
    </>
  );
}
