import type { Child } from './child';
import { SupervisedPart } from './supervised-part';

describe('a part that is watched', () => {
  let die: () => void;
  let starts: number;
  let part: SupervisedPart;
  const gaveUp = jest.fn<void, [Error]>();
  const say = jest.fn<void, [string]>();

  const start = (): Promise<Child> => {
    starts++;
    const exited = new Promise<string>((resolve) => (die = () => resolve('SIGKILL')));
    const stop = () => (die(), Promise.resolve());
    return Promise.resolve({ name: 'api', pid: starts, exited, hasExited: () => false, stop, logTail: () => 'its last words' });
  };

  const dieAndWait = async (milliseconds: number) => {
    die();
    await jest.advanceTimersByTimeAsync(milliseconds);
  };

  beforeEach(async () => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    starts = 0;
    part = new SupervisedPart({ name: 'api', start }, { say, changed: () => undefined, gaveUp });
    await part.start();
  });

  afterEach(() => jest.useRealTimers());

  it('is started again when it dies, later each time', async () => {
    await dieAndWait(250);
    expect(part.pid).toBe(2);
    await dieAndWait(250);
    expect(part.pid).toBeUndefined();
    await jest.advanceTimersByTimeAsync(250);
    expect(part.pid).toBe(3);
    expect(say).toHaveBeenCalledWith('api died (SIGKILL); starting it again in 0.5 s');
  });

  it('is given up at the fifth death within a minute, with its last words', async () => {
    for (let death = 0; death < 5; death++) await dieAndWait(4_000);
    expect(starts).toBe(5);
    expect(gaveUp.mock.calls[0]?.[0].message).toContain('api died 5 times within a minute');
    expect(gaveUp.mock.calls[0]?.[0].message).toContain('| its last words');
  });

  it('is started for ever when it dies less often', async () => {
    for (let death = 0; death < 10; death++) await dieAndWait(16_000);
    expect(starts).toBe(11);
    expect(gaveUp).not.toHaveBeenCalled();
  });

  it('stays down when it was stopped', async () => {
    await part.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(starts).toBe(1);
    expect(say).not.toHaveBeenCalled();
  });
});
