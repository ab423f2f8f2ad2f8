import Negotiator from 'negotiator';

export const json = 'application/json';
export const eventStream = 'text/event-stream';

/**
 * Returns which of the protocol's two response types a client accepts; empty if Accept excludes both (RFC
 * 9110 12.5.1).
 */
export function acceptedTypes(accept: string | undefined): readonly string[] {
  const headers = accept === undefined || accept.trim() === '' ? {} : { accept };
  return new Negotiator({ headers }).mediaTypes([json, eventStream]);
}
