import { LeakBanners } from '../../shared/notices/leak-banners.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { AssignedTickets } from './assigned-tickets.tsx';
import { Attention } from './attention.tsx';
import { TokenCard } from './token-card.tsx';
import { ToolCard } from './tool-card.tsx';

/** The page on which a member starts: what needs attention, and what they came for. */
export function HomePage() {
  return (
    <>
      <PageHeader title="Home" />
      <LeakBanners />
      <Attention />
      <div className="grid gap-4 md:grid-cols-2">
        <TokenCard />
        <ToolCard />
      </div>
      <AssignedTickets />
    </>
  );
}
