import type { paths } from '../schema.ts';

type Lists = paths['/api/v1/tickets']['get'];
export type TicketPage = Lists['responses'][200]['content']['application/json'];
export type Ticket = TicketPage['data'][number];
export type Status = Ticket['status'];
export type Priority = Ticket['priority'];
type Query = NonNullable<Lists['parameters']['query']>;
export type Sort = NonNullable<Query['sort']>;
/** The filters and the order of a list. */
export type TicketFilter = Omit<Query, 'page' | 'limit' | 'cursor'>;
export type NewTicket = paths['/api/v1/tickets']['post']['requestBody']['content']['application/json'];
export type TicketChange =
  paths['/api/v1/tickets/{ticketId}']['patch']['requestBody']['content']['application/json'];
