import { afterEach, describe, expect, it } from 'vitest';
import { sendOutgoing } from './outgoing.ts';
import { type Recorder, recordWith } from './recorder.ts';
import { type SpanAttributes, type Tracing, traceWith } from './tracing.ts';

afterEach(() => {
  recordWith(null);
  traceWith(null);
});

const span = { name: 'GET', attributes: { 'server.address': 'idp.test' } };

describe('sendOutgoing', () => {
  it('only sends if nobody measures', async () => {
    expect(await sendOutgoing('mail', span, async () => 'sent')).toBe('sent');
  });

  it('measures by purpose and outcome, and adds the purpose to the span', async () => {
    const measured: unknown[] = [];
    const spans: SpanAttributes[] = [];
    const observe: Recorder['observe'] = (name, labels) => void measured.push({ name, ...labels });
    recordWith({ add: () => {}, set: () => {}, observe });
    const run: Tracing['run'] = ({ attributes }, work) => {
      spans.push(attributes);
      return work();
    };
    traceWith({ run, current: () => null, isRecording: () => false, ofRequest: () => null });
    const hasFailed = (status: number) => status >= 400;
    await sendOutgoing('identity_provider', { ...span, hasFailed }, async () => 200);
    await sendOutgoing('identity_provider', { ...span, hasFailed }, async () => 500);
    await expect(sendOutgoing('mail', span, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    const name = 'spedy_outgoing_request_duration_seconds';
    expect(measured).toEqual([
      { name, purpose: 'identity_provider', outcome: 'ok' },
      { name, purpose: 'identity_provider', outcome: 'failed' },
      { name, purpose: 'mail', outcome: 'failed' },
    ]);
    expect(spans[0]).toEqual({ 'server.address': 'idp.test', 'spedy.purpose': 'identity_provider' });
  });
});
