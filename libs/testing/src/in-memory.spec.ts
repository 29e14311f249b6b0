import { PolicyUnknown } from '#domain';
import { InMemory, processOfStream } from './in-memory';

describe('the process of a stream in memory', () => {
  const memory = new InMemory();
  memory.execute('company', 'c', { type: 'TakeInCompany', companyId: 'c', companyKind: 'enterprise' } as never, 0);
  const opened = memory.stream('company', 'c');

  it('goes by the policy that the stream was opened under', () => {
    expect(opened.policyVersion).toBe(1);
    expect(() => processOfStream({ ...opened, policyVersion: 99 })).toThrow(PolicyUnknown);
  });

  it('goes by the newest policy where it is not open yet', () => {
    expect(processOfStream(memory.stream('company', 'd')).type).toBe('company');
  });
});
