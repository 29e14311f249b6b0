import { randomUUID } from 'node:crypto';
import { alertIdsOf, type KnownStateIn } from '#domain';
import type { TestApi } from '../../../apps/api/src/testing/api';

/**
 * V5, V7: the person is seen where they never are, and the draw demands all that it may: an alert about them is open,
 * in the first of their companies too. @returns its id
 */
export async function raiseAlert({ call, kernel: { engine } }: TestApi, accountId: string): Promise<string> {
  const at = (await call('GET', '/dev/clock')).body.now as string;
  const signals = { ipRegion: 'unusual', newDevice: true };
  const signal = { source: 'gateway', id: randomUUID(), type: 'risk', at, signals, timeZone: 'UTC' };
  const { status, body } = await call('POST', `/v1/accounts/${accountId}/signals`, { body: { signals: [signal] } });
  if (status !== 202) throw new Error(JSON.stringify(body));
  const owed = (await engine.readControl(`account:${accountId}`))?.owed.find(({ kind }) => kind === 'drawRisk');
  if (owed === undefined) throw new Error('No draw is owed.');
  await engine.begin(owed.effectId, 'drawRisk');
  const n = Number(owed.effectId.split(':').at(-1));
  await engine.finish(owed.effectId, { type: 'RecordRiskDraw', n, drawPpm: 999_999 } as never);
  const account = await engine.read(`account:${accountId}`);
  return alertIdsOf(accountId, account!.state as KnownStateIn<'account'> & { status: 'living' })[0]!;
}
