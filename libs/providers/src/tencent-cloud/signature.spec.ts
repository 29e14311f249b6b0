import { authorization } from './signature';

/** As the vendor prints them: the body with its spaces and its `\\u` escapes. */
const printed = {
  service: 'cvm',
  host: 'cvm.tencentcloudapi.com',
  action: 'DescribeInstances',
  timestamp: 1_551_113_065,
  payload: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
};
const stars = '*'.repeat(32);

describe('the signature of Tencent Cloud (TC3-HMAC-SHA256)', () => {
  it('is that of the vendor’s published example', () => {
    // https://cloud.tencent.com/document/api/213/30654: the page masks the pair, and signs with the mask itself.
    expect(authorization({ secretId: `AKID${stars}`, secretKey: stars }, printed)).toBe(
      `TC3-HMAC-SHA256 Credential=AKID${stars}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, ` +
        'Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f',
    );
  });

  it('is for one day in UTC, one service, one action and one body', () => {
    const signed = (change: Partial<typeof printed>) => authorization({ secretId: 'id', secretKey: 'key' }, { ...printed, ...change });
    const midnight = Date.UTC(2019, 1, 26) / 1_000;
    expect(signed({ timestamp: midnight - 1 })).toContain('Credential=id/2019-02-25/cvm/');
    expect(signed({ timestamp: midnight })).toContain('Credential=id/2019-02-26/cvm/');
    const changes = [{}, { timestamp: midnight }, { service: 'sms' }, { host: 'sms.example' }, { action: 'SendSms' }, { payload: '{}' }];
    expect(new Set(changes.map((change) => signed(change).split('Signature=')[1])).size).toBe(changes.length);
  });
});
