import type { TokenDetails } from '../../../api/account/token-details.ts';
import { BarChart } from '../../../ui/charts/bar-chart.tsx';
import { Section } from '../../../ui/section.tsx';
import { countOf } from '../../../ui/text/count-of.ts';
import { Time } from '../../../ui/text/time.tsx';
import { Address } from '../../address.tsx';

/** How often a token was used each day. */
export function TokenUsage({ usage: { days, counts } }: Pick<TokenDetails, 'usage'>) {
  const sum = counts.reduce((total, count) => total + count, 0);
  const active = counts.filter((count) => count > 0).length;
  const text = `${countOf(sum, 'request')} in ${countOf(days.length, 'day')}`;
  return (
    <Section
      title="Usage"
      description={
        sum === 0 ? `No requests in ${countOf(days.length, 'day')}` : `${text}, on ${countOf(active, 'day')}`
      }
    >
      {sum > 0 && <BarChart days={days} counts={counts} label={text} />}
    </Section>
  );
}

/** From where a token was last used. */
export function TokenAddresses({ addresses, lastUsedAt }: Pick<TokenDetails, 'addresses' | 'lastUsedAt'>) {
  return (
    <Section title="Last addresses">
      {addresses.length === 0 ? (
        <p className="text-muted">
          {lastUsedAt === null
            ? 'It has not been used yet.'
            : 'None is known yet. They are recorded at its next use.'}
        </p>
      ) : (
        <ul className="grid gap-2">
          {addresses.map(({ address, lastUsedAt: at }) => (
            <li key={address} className="flex flex-wrap items-baseline justify-between gap-x-4">
              <Address address={address} />
              <Time at={at} className="text-muted" />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
