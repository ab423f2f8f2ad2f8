/** A server that cannot listen where it should; the message is one line for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

type Place = {
  readonly host: string;
  readonly port: number;
  /** The settings that name the place. */
  readonly settings: { readonly host: string; readonly port: string };
};

/** What went wrong, and which setting to change. Other errors come back as they are. */
export function describeListenFailure(error: unknown, { host, port, settings }: Place): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const fail = (text: string) => new ListenError(`Cannot listen on ${where}: ${text}`, { cause: error });
  switch (error.code) {
    case 'EADDRINUSE':
      return fail(`another program has this port. Stop it, or set ${settings.port}.`);
    case 'EACCES':
    case 'EPERM':
      return fail(`ports below 1024 need special rights. Set ${settings.port} to a higher one.`);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return fail(
        `this machine does not have the address. Set ${settings.host} to one that it has: 127.0.0.1 for this machine alone, 0.0.0.0 for every address.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(
        `the name ${host} has no address. Set ${settings.host} to an address of this machine, such as 127.0.0.1.`,
      );
    default:
      return fail(`${error.code}. Check ${settings.host} and ${settings.port}.`);
  }
}
