import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { listenOnLoopback } from '../servers/loopback.ts';

/** A self-signed certificate of app.example.com, valid until 2120, for tests only. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9hcHAuZXhh
bXBsZS5jb20wIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBoxGDAW
BgNVBAMMD2FwcC5leGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BPHV6yJN+cm3Eq1PgXPiVU2TqxWbLKbfWjAslvrrCcr/i5A9feMlMqviJ48hqZdD
6lMdO+v94nJoG6vUjPTCFLmjTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMw
EYIPYXBwLmV4YW1wbGUuY29tMB0GA1UdDgQWBBS9qSLQu6l9diHkkf65KPwaz59J
FzAKBggqhkjOPQQDAgNIADBFAiEA96WTNJ77aPxpMGbwK+Eh/PCSahWe25+a0LiU
qmZ9OKACIAwHw2HJFPU9BUDvcf+dRbgVN+tNH9rwEMq9b2gxhDZG
-----END CERTIFICATE-----`;
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8Cj8WWgsRcrv2bgx
l46AlAEB0sFe/cq9TZPJu1eMaqWhRANCAATx1esiTfnJtxKtT4Fz4lVNk6sVmyym
31owLJb66wnK/4uQPX3jJTKr4iePIamXQ+pTHTvr/eJyaBur1Iz0whS5
-----END PRIVATE KEY-----`;

/** An external server on loopback, which hosts client metadata documents. */
export type DocumentHost = {
  readonly port: number;
  /** The number of connections so far, and of open ones. */
  readonly connections: { total: number; open: number };
  readonly close: () => Promise<void>;
};

export async function openDocumentHost(
  scheme: 'http' | 'https',
  answer: RequestListener,
): Promise<DocumentHost> {
  const server =
    scheme === 'http'
      ? createHttpServer(answer)
      : createHttpsServer({ cert: certificate, key: privateKey }, answer);
  const connections = countConnections(server);
  return { ...(await listenOnLoopback(server)), connections };
}

function countConnections(server: Server): { total: number; open: number } {
  const connections = { total: 0, open: 0 };
  server.on('connection', (socket) => {
    connections.total += 1;
    connections.open += 1;
    socket
      .on('error', () => {})
      .on('close', () => {
        connections.open -= 1;
      });
  });
  return connections;
}
