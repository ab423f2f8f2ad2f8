export const auditLogPath = '/settings/organization/audit-log';

/** Returns the permanent address of an event. */
export function eventPath(sequence: number): string {
  return `${auditLogPath}/${sequence}`;
}
