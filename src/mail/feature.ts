import type { Background, Feature } from '../http/feature.ts';
import type { Services } from '../http/services.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { deliverDue } from './deliver.ts';
import { mailRoutes } from './routes.ts';
import { smtpSender } from './transport.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** How long ended messages stay in the lists, in milliseconds. */
const keptFor = 30 * day;
/** Milliseconds between two looks into the outbox. */
const interval = 1_000;
/** Milliseconds that a worker waits after the server accepted nothing. */
const pause = 30_000;

export const mail: Feature = {
  routes: mailRoutes,
  background: (services) => {
    const task = sendingOf(services);
    return task === null ? [] : [task];
  },
  sweeps: ({ db, now }) => [
    { name: 'ended messages', slice: (limit) => deleteExpired(db, 'outbox', now() - keptFor, limit) },
    { name: 'times of messages', slice: (limit) => deleteExpired(db, 'mail_sends', now() - hour, limit) },
  ],
};

/** Sends messages; null on a server without a mail server. */
function sendingOf({ db, keys, now, log, settings }: Services): Background | null {
  if (settings.mail === null) return null;
  const send = smtpSender(settings.mail, settings.baseUrl.hostname);
  let pausedUntil = 0;
  const onServerFailure = ({ message: problem }: Error) => {
    pausedUntil = now() + pause;
    log.warn(
      { problem },
      'Cannot send messages; retrying. Check SPEDY_SMTP_URL with: spedy admin mail test ADDRESS',
    );
  };
  return {
    name: 'mail',
    every: interval,
    round: async (stop) => {
      if (now() < pausedUntil) return false;
      return deliverDue({ db, keys, now, hosting: settings, send, onServerFailure, stop });
    },
  };
}
