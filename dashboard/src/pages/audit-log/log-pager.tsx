import { ChevronLeft, ChevronRight, ChevronsLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { AuditPage } from '../../api/organization/audit-events.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { countOf, countText } from '../../ui/text/count-of.ts';
import { exactTimeIn, type TimeZone } from './time-zone.ts';

type Props = { readonly page: AuditPage; readonly zone: TimeZone };

/** The way to newer and older events, and how far a search has looked. */
export function LogPager({ page, zone }: Props) {
  const { previousCursor, nextCursor, searched } = page;
  const older = searched && !searched.isComplete ? 'Search older events' : 'Older';
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="text-muted" aria-live="polite">
        {positionText(page, zone)}
      </p>
      <div className="flex flex-wrap gap-2">
        {previousCursor !== undefined && (
          <>
            <PageLink cursor={null}>
              <ChevronsLeft aria-hidden="true" className="size-4" />
              Newest
            </PageLink>
            <PageLink cursor={previousCursor}>
              <ChevronLeft aria-hidden="true" className="size-4" />
              Newer
            </PageLink>
          </>
        )}
        {nextCursor !== undefined && (
          <PageLink cursor={nextCursor}>
            {older}
            <ChevronRight aria-hidden="true" className="size-4" />
          </PageLink>
        )}
      </div>
    </nav>
  );
}

/** Says how many events there are, or how far a search has looked. */
export function positionText({ data, total, totalIsExact, searched }: AuditPage, zone: TimeZone): string {
  if (!searched) return countOf(total, 'event', 'events', totalIsExact);
  const looked = `${countOf(searched.events, 'event')} searched`;
  const found = `${countText(data.length)} found`;
  if (searched.isComplete || searched.until === null) return `${found}, ${looked}`;
  return `${found}, ${looked}, back to ${exactTimeIn(zone, searched.until)}`;
}

/** A page is in the address, so that Back returns to the one before. */
function PageLink({ cursor, children }: { readonly cursor: string | null; readonly children: ReactNode }) {
  const [parameters] = useSearchParams();
  const next = new URLSearchParams(parameters);
  if (cursor === null) next.delete('cursor');
  else next.set('cursor', cursor);
  return (
    <Link to={{ search: String(next) }} className={buttonClasses({ size: 'sm' })}>
      {children}
    </Link>
  );
}
