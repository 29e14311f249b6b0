import type { Viewer } from '#domain';
import type { FeedEvent } from '#event-store';
import { SharedLooks } from './shared-looks';

const service = (client: string): Viewer => ({ as: 'service', principal: 'p', client, companies: 'platform' });
const page = (...positions: number[]) => ({
  events: positions.map((position) => ({ position, streamId: `account:${position}` }) as FeedEvent),
  cursor: positions.at(-1) ?? 0,
  more: false,
});

function looker() {
  const asked: (readonly string[])[] = [];
  const answers: ((seen: ReadonlySet<string>) => void)[] = [];
  const looks = new SharedLooks();
  const look = (streamIds: readonly string[]) => {
    asked.push(streamIds);
    return new Promise<ReadonlySet<string>>((resolve) => answers.push(resolve));
  };
  return { asked, answers, share: (viewer: Viewer, of = page(1, 2)) => looks.share(viewer, of, look) };
}

describe('readers of the feed who wait for the same events', () => {
  it('ask once what they see, if they see by the same key', async () => {
    const { asked, answers, share } = looker();
    const all = [share(service('a')), share(service('a')), share(service('b'))];
    expect(asked).toEqual([
      ['account:1', 'account:2'],
      ['account:1', 'account:2'],
    ]);
    answers.forEach((answer) => answer(new Set(['account:1'])));
    expect((await Promise.all(all)).map((seen) => [...seen])).toEqual([['account:1'], ['account:1'], ['account:1']]);
  });

  it('share no look that is over, nor one of another page', async () => {
    const { asked, answers, share } = looker();
    const first = share(service('a'));
    void share(service('a'), page(1, 2, 3));
    expect(asked).toHaveLength(2);
    answers[0]!(new Set());
    await first;
    void share(service('a'));
    expect(asked).toHaveLength(3);
  });

  it('ask nothing about a page without events', async () => {
    const { asked, share } = looker();
    expect([...(await share(service('a'), page()))]).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('hear of a failure, and look again after it', async () => {
    const looks = new SharedLooks();
    const failing = () => Promise.reject(new Error('away'));
    await expect(looks.share(service('a'), page(1), failing)).rejects.toThrow('away');
    expect([...(await looks.share(service('a'), page(1), async () => new Set(['account:1'])))]).toEqual(['account:1']);
  });
});
