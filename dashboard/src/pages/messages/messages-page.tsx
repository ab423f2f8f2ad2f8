import { useQuery } from '@tanstack/react-query';
import { MailCheck } from 'lucide-react';
import { mailStateQuery, type UnsentMail, unsentMailQuery } from '../../api/organization/mail.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/table/pagination.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

/** Messages to members and invited people that did not arrive. */
export function MessagesPage() {
  return (
    <>
      <PageHeader
        title="Messages"
        description="E-mail to members and invited people that has not been sent yet, or could not be sent."
      />
      <NoMailServer />
      <UnsentMessages />
    </>
  );
}

function NoMailServer() {
  const mail = useQuery(mailStateQuery);
  if (mail.data?.enabled !== false) return null;
  return (
    <Banner tone="warning">
      This server sends no e-mail. Copy the links of invitations and send them yourself. The operator of the
      server can set up a mail server.
    </Banner>
  );
}

function UnsentMessages() {
  const { page, toPage } = useAddressQuery();
  const mails = useQuery(unsentMailQuery(page));
  if (mails.isPending) return <SkeletonRows />;
  if (!mails.data) {
    return <LoadError what="the messages" error={mails.error} onRetry={() => void mails.refetch()} />;
  }
  const { data, pageSize, total, totalIsExact } = mails.data;
  if (total === 0) {
    return (
      <EmptyState icon={<MailCheck aria-hidden="true" className="size-5" />} title="Nothing waits">
        Messages that the mail server does not accept appear here, with its answer.
      </EmptyState>
    );
  }
  return (
    <>
      <Table caption="Unsent messages" columns={columns} rows={data} keyOf={({ id }) => id} />
      <Pagination page={page} pageSize={pageSize} total={total} totalIsExact={totalIsExact} onPage={toPage} />
    </>
  );
}

const columns: readonly Column<UnsentMail>[] = [
  {
    header: 'To',
    kind: 'title',
    cell: ({ address }) => (
      <div className="font-medium [overflow-wrap:anywhere] md:min-w-44">
        <Name>{address}</Name>
      </div>
    ),
  },
  { header: 'Message', cell: ({ title }) => title },
  {
    header: 'State',
    cell: ({ state }) =>
      state === 'failed' ? <Badge tone="danger">Failed</Badge> : <Badge tone="warning">Waiting</Badge>,
  },
  {
    header: 'Answer of the mail server',
    cell: ({ problem }) => (
      <span className="text-sm [overflow-wrap:anywhere]">{problem ?? 'Not tried yet'}</span>
    ),
  },
  { header: 'Written', cell: ({ createdAt }) => <Time at={createdAt} className="whitespace-nowrap" /> },
  {
    header: 'Next attempt',
    cell: ({ nextAttemptAt }) =>
      nextAttemptAt === null ? 'None' : <Time at={nextAttemptAt} className="whitespace-nowrap" />,
  },
];
