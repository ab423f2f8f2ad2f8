import type { Person } from './team.ts';

/** A ticket of the demo: a customer neither writes nor is given one. */
export type DemoTicket = {
  readonly daysAgo: number;
  readonly title: string;
  readonly description: string;
  readonly author: Exclude<Person, 'cora'>;
  readonly assignee: Exclude<Person, 'cora'> | null;
  readonly priority: 'LOW' | 'MEDIUM' | 'HIGH' | 'URGENT';
  readonly status: 'TODO' | 'IN_PROGRESS' | 'DONE';
  readonly comments: readonly (readonly [author: Person, body: string])[];
};
