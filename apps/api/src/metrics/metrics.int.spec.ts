import { randomUUID } from 'node:crypto';
import { problems } from '#contracts';
import { codesOfCommand, processes, type ProcessType } from '#domain';
import { eventually, freshDatabase, readMetricsPage } from '#testing';
import { News } from '../events/news';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { declaredRoutes } from '../testing/routes';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const;
const commands = Object.entries(processes).flatMap(([type, { rules }]) =>
  Object.keys(rules).map((command) => ({ command, codes: codesOfCommand(type as ProcessType, command) })),
);
/**
 * Every route with three answers, and every command with each of its codes. The page grows with what the release can
 * answer, and with nothing that a caller sends: 183 bytes for each, with its share of the buckets.
 */
const answers = declaredRoutes.length * 3 + commands.reduce((sum, { codes }) => sum + codes.length + 2, 0);
const bytesMax = answers * 200;

describe('the page of metrics', () => {
  let api: TestApi;
  withApi(freshDatabase, (opened) => void (api = opened));

  const send = (method: (typeof methods)[number], url: string, key?: string) =>
    api.app.inject({
      method,
      url,
      headers: { 'idempotency-key': randomUUID(), ...(key && { authorization: `Bearer ${key}`, 'content-type': 'application/json' }) },
      ...(key && !['GET', 'HEAD', 'OPTIONS'].includes(method) && { payload: '{"unknown":1}' }),
    });
  const page = async () => readMetricsPage((await api.app.inject('/metrics')).payload);

  it('stays small after thousands of bad requests, tells nothing twice, and names nothing that was sent', async () => {
    const paths = declaredRoutes.map(({ route }) => route.split(' ')[1]!.replaceAll(/\{\w+\}/g, () => randomUUID()));
    for (const path of paths) for (const method of methods) for (const key of [undefined, api.operator]) await send(method, path, key);
    for (let n = 0; n < 2_000; n += 1) await send(methods[n % methods.length]!, `/v1/fuzz-${n}/${randomUUID()}?q=${n}`, api.operator);
    for (const path of ['/v1/accounts/%00', '/%zz', '//', '/v1/accounts/../../etc', '/metrics/', '/constructor', '/__proto__'])
      await send('GET', path);
    const { bytes, doubles, series } = await page();
    expect(doubles).toEqual([]);
    expect(bytes).toBeLessThan(bytesMax);
    expect(series.filter((each) => /fuzz|[0-9a-f]{8}-[0-9a-f]{4}|constructor|OPTIONS|HEAD/.test(each))).toEqual([]);
  });

  it('has one route for all that are none, whatever the path and the method', async () => {
    const routes = async () => new Set((await page()).series.flatMap((each) => /route="([^"]*)"/.exec(each)?.[1] ?? []));
    const before = await routes();
    for (const method of methods) await send(method, `/v1/nobody-has-this/${randomUUID()}`);
    await send('DELETE', '/v1/accounts');
    expect(await routes()).toEqual(before.add('unknown'));
  });

  it('stays small if every route answers in every way, and every command with every code that it has', async () => {
    const { metrics } = api.kernel;
    for (const { route } of declaredRoutes)
      for (const status of [200, 400, 500]) metrics.requestDone({ method: route.split(' ')[0]!, route: templateOf(route), status, ms: 1 });
    for (const code of Object.keys(problems)) metrics.requestDone({ method: 'GET', route: 'unknown', status: 404, code, ms: 1 });
    for (const { command, codes } of commands)
      for (const answer of ['accepted', 'replayed', ...codes]) metrics.commandDone(command, answer, 1);
    expect((await page()).bytes).toBeLessThan(bytesMax);
  });

  // https://github.com/caddyserver/caddy/issues/4009
  it('counts a caller who is gone as answered: nothing stays in flight, and nobody waits for them', async () => {
    await api.app.listen(0, '127.0.0.1');
    const valueOf = async (series: string) =>
      Number(
        (await api.app.inject('/metrics')).payload
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.split(' ')
          .at(-1) ?? 0,
      );
    const inFlight = () => valueOf('tenure_http_requests_in_flight');
    const unanswered = () => valueOf('tenure_http_requests_total{method="GET",route="/v1/events",status="4xx"}');
    const news = api.app.get(News);
    const [before, unansweredBefore] = [await inFlight(), await unanswered()];
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${api.operator}`, prefer: 'wait=30' };
    const asked = Array.from({ length: 20 }, async () =>
      fetch(`${await api.app.getUrl()}/v1/events`, { headers, signal: leaving.signal }).catch(() => undefined),
    );
    const waiters = () => Promise.resolve(news['waiters'].size);
    await eventually('all of them wait', waiters, (size) => size === 20);
    expect(await inFlight()).toBe(before + 20);
    leaving.abort();
    await Promise.all(asked);
    await eventually('nothing is in flight', inFlight, (count) => count === before);
    expect(await unanswered()).toBe(unansweredBefore + 20);
    expect(await waiters()).toBe(0);
  });
});

/** As the program names it in what it counts. */
const templateOf = (route: string) => route.split(' ')[1]!.replaceAll(/\{(\w+)\}/g, ':$1');
