import { ScrollText } from 'lucide-react';
import type { AuditFilter, AuditPage } from '../../api/organization/audit-events.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { addressFilterOf, filterOf } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { EventTable } from './event-table.tsx';
import { ExportLinks } from './export-links.tsx';
import { LogPager } from './log-pager.tsx';
import { SearchProgress } from './search-progress.tsx';
import { type TimeZone, useTimeZone } from './time-zone.ts';
import { TimeZoneSwitch } from './time-zone-switch.tsx';
import { useAuditPage } from './use-audit-page.ts';

/** The organization's audit log, with filters in the address, new events as they happen, and exports. */
export function AuditLogPage() {
  const { get, change, clear } = useAddressQuery();
  const [zone, setZone] = useTimeZone();
  const addressFilter = addressFilterOf(get);
  const filter = filterOf(addressFilter, zone);
  const cursor = get('cursor', (value) => value.length <= 500);
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what, when and from where."
        actions={<ExportLinks filter={filter} />}
      />
      <AuditFilters
        filter={addressFilter}
        onChange={(parts) => change({ ...parts, cursor: null })}
        onClear={clear}
      />
      <Events filter={filter} cursor={cursor} zone={zone} onZone={setZone} onClear={clear} />
    </>
  );
}

type EventsProps = {
  readonly filter: AuditFilter;
  readonly cursor: string | null;
  readonly zone: TimeZone;
  readonly onZone: (zone: TimeZone) => void;
  readonly onClear: () => void;
};

function Events({ filter, cursor, zone, onZone, onClear }: EventsProps) {
  const { events, found, stop, state } = useAuditPage(filter, cursor);
  const page = found ?? events.data;
  if (!page && events.isPending) return <SkeletonRows rows={8} />;
  if (!page) {
    return <LoadError what="the audit log" error={events.error} onRetry={() => void events.refetch()} />;
  }
  return (
    <section
      aria-label="Events"
      aria-busy={(events.isPlaceholderData && !found) || undefined}
      className="motion grid grid-cols-[minmax(0,1fr)] gap-3 aria-busy:opacity-60"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        {found ? <SearchProgress page={found} zone={zone} onStop={stop} /> : <LiveState state={state} />}
        <TimeZoneSwitch zone={zone} onChange={onZone} />
      </div>
      <Found page={page} zone={zone} isSearching={found !== null} onClear={onClear} />
    </section>
  );
}

function Found({
  page,
  zone,
  isSearching,
  onClear,
}: { readonly page: AuditPage; readonly isSearching: boolean } & Pick<EventsProps, 'zone' | 'onClear'>) {
  const { data, members, searched } = page;
  if (data.length === 0 && isSearching) return <SkeletonRows rows={8} />;
  return (
    <>
      {data.length === 0 ? (
        <EmptyState
          icon={<ScrollText aria-hidden="true" className="size-5" />}
          title="No events found"
          action={<Button onClick={onClear}>Show all events</Button>}
        >
          {searched && !searched.isComplete
            ? 'No events match among those that were searched. Older ones may.'
            : 'No events match these filters.'}
        </EmptyState>
      ) : (
        <EventTable events={data} members={members} zone={zone} />
      )}
      {!isSearching && <LogPager page={page} zone={zone} />}
    </>
  );
}

const stateTexts = {
  live: 'Live: new events appear by themselves',
  paused: 'Paused while you read; scroll to the top for new events',
  searched: 'Not live; search again for new events',
  earlier: 'Earlier events',
} as const;

/** Whether new events appear by themselves. */
function LiveState({ state }: { readonly state: keyof typeof stateTexts }) {
  return (
    <p className="flex items-center gap-2 text-muted text-sm">
      <span
        aria-hidden="true"
        className={classNames('size-2 rounded-full', state === 'live' ? 'bg-good' : 'bg-line-strong')}
      />
      {stateTexts[state]}
    </p>
  );
}
