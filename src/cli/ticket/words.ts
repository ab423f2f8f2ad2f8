/** Words of the API (src/tickets/schema.ts, whose schemas take long to load; test/cli compares them). */
export const statuses = ['TODO', 'IN_PROGRESS', 'DONE'] as const;
export type Status = (typeof statuses)[number];
export const priorities = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;
export type Priority = (typeof priorities)[number];
export const sorts = ['newest', 'oldest', 'updated', 'priority'] as const;
export type Sort = (typeof sorts)[number];
