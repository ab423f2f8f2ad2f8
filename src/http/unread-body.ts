import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bytes of a refused body that are read and thrown away before the connection is cut. */
const patience = 32 * 1_048_576;

/**
 * Lets a client whose request is refused before its body was read finish sending: a connection that closes under a
 * client that still writes loses the answer on the way (RFC 9112 9.6). The time is bounded by the request timeout.
 */
export function readToEnd(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  if (raw.complete) return;
  reply.removeHeader('connection');
  let left = patience;
  raw.on('error', () => {});
  raw.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) raw.destroy();
  });
}
