import type { FastifyReply, FastifyRequest } from 'fastify';

/** Maximum bytes of a rejected body that are read and discarded before the connection is closed. */
const maxDiscarded = 32 * 1_048_576;

/**
 * Reads the rest of a rejected request's body: if the connection closed while the client still sends, the
 * response would be lost (RFC 9112 9.6). The request timeout limits the time.
 */
export function discardBody(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  if (raw.complete) return;
  reply.removeHeader('connection');
  let left = maxDiscarded;
  raw.on('error', () => {});
  raw.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) raw.destroy();
  });
}
