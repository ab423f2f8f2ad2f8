import { ExternalLink } from 'lucide-react';
import { useId } from 'react';
import { Link } from 'react-router';
import { Badge } from '../../ui/badge.tsx';
import { buttonClasses } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { obstacle, reachOf } from './reach.ts';
import type { ConnectStep, Tool, Values } from './tools.ts';

type Props = { readonly tool: Tool; readonly values: Values; readonly isConnected: boolean };

/** How to connect one tool, with the organization's values filled in. */
export function ToolPanel({ tool, values, isConnected }: Props) {
  const id = useId();
  const why = obstacle(tool.need, tool.name, reachOf(values.origin));
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <header className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <h2 id={id} className="font-semibold text-lg">
            {tool.name}
          </h2>
          <span className="text-muted">{tool.kind}</span>
          {isConnected && <Badge tone="good">Connected</Badge>}
        </div>
        {tool.deepLink && (
          <a href={tool.deepLink(values)} className={buttonClasses({ variant: 'primary' })}>
            <ExternalLink aria-hidden="true" className="size-4" />
            Open in {tool.name}
          </a>
        )}
        {tool.page && (
          <Link to={tool.page.to} className={buttonClasses()}>
            {tool.page.label}
          </Link>
        )}
      </header>
      {why !== null && (
        <Banner tone="warning" title={`${tool.name} cannot reach this server`}>
          {why}
        </Banner>
      )}
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {tool.steps(values).map((step, index) => (
          <StepItem key={step.text} step={step} number={index + 1} />
        ))}
      </ol>
    </section>
  );
}

function StepItem({ step: { text, copy }, number }: { readonly step: ConnectStep; readonly number: number }) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-2">
      <span
        aria-hidden="true"
        className="grid size-6 place-items-center rounded-full bg-line/60 font-medium text-muted text-sm tabular-nums"
      >
        {number}
      </span>
      <p className="max-w-prose">{text}</p>
      {copy !== undefined && (
        <div className="col-start-2 flex items-start gap-2 rounded-lg border border-line-strong/50 bg-canvas p-1.5 pl-3 max-sm:flex-col-reverse max-sm:items-stretch">
          <pre className="min-w-0 flex-1 whitespace-pre-wrap py-1 font-mono text-sm [overflow-wrap:anywhere]">
            <code>{copy}</code>
          </pre>
          <CopyButton text={copy} label={`Copy step ${number}`} />
        </div>
      )}
    </li>
  );
}
