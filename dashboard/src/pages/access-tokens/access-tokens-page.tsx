import { PageHeader } from '../../ui/page-header.tsx';

/** A member's own personal access tokens. */
export function AccessTokensPage() {
  return <PageHeader title="Access Tokens" description="Tokens act as you, through the API." />;
}
