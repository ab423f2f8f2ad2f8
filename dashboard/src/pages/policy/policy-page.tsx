import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from '../../api/organization/organization.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { GeneralCard } from './general-card.tsx';
import { PolicyForm } from './policy-fields.tsx';

/** The organization's name and plan, and its rules for credentials. */
export function PolicyPage() {
  const organization = useQuery(organizationQuery);
  return (
    <>
      <PageHeader
        title="Policy"
        description="Rules for every member. Before you save you see what would stop."
      />
      {organization.data ? (
        <>
          <GeneralCard organization={organization.data} />
          <PolicyForm organization={organization.data} />
        </>
      ) : organization.isPending ? (
        <SkeletonRows />
      ) : (
        <LoadError what="The policy" error={organization.error} onRetry={() => void organization.refetch()} />
      )}
    </>
  );
}
