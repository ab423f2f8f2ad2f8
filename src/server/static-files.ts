import fastifyStatic from '@fastify/static';
import type { Server } from '../http/server.ts';

/**
 * Lets replies send files (`reply.sendFile`), of the dashboard and of the help, each with its own root. Each browser gets a
 * compression that it accepts: brotli, gzip, or none.
 */
export async function addStaticFiles(server: Server): Promise<void> {
  await server.register(fastifyStatic, { serve: false, preCompressed: true });
}
