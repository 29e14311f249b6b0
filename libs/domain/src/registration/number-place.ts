import { code, flag, group, optional } from '../events';

/** R10, R16: what the number of an applicant says of where they are. The number itself lies in the vault. */
export const numberPlace = group({
  /** It is of Hong Kong, Macau, Taiwan, or of another country. */
  foreign: flag,
  /** By the name of the zone, where its country has one only: the rules of a zone may change. */
  timeZone: optional(code()),
});
