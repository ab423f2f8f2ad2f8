import { apiTickets } from './api-tickets.ts';
import { mobileTickets } from './mobile-tickets.ts';
import type { Person } from './team.ts';
import type { DemoTicket } from './ticket.ts';
import { websiteTickets } from './website-tickets.ts';

type DemoBoard = {
  readonly key: string;
  readonly name: string;
  readonly members: readonly Person[];
  readonly tickets: readonly DemoTicket[];
};

/** Tim is not on the mobile board, nor Cora on the API's: what each of them sees differs. */
export const demoBoards: readonly DemoBoard[] = [
  { key: 'WEB', name: 'Website', members: ['ada', 'tim', 'cora'], tickets: websiteTickets },
  { key: 'API', name: 'Public API', members: ['ada', 'tim'], tickets: apiTickets },
  { key: 'MOB', name: 'Mobile App', members: ['ada', 'cora'], tickets: mobileTickets },
];
