import Sequencer from '@jest/test-sequencer';

/** Files that mostly wait, for servers or for back-offs, begin first; files that compute go on beside them. */
const waiting = /\.(e2e|workflow|long)\.spec\.ts$/;
const pure = /^(?!.*\.(int|e2e|workflow|long)\.spec\.ts$)/;
const rank = ({ path }) => (waiting.test(path) ? 0 : pure.test(path) ? 2 : 1);

/** The order of the test files: by level, and within one as Jest does, which knows durations or the sizes of files. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort([...tests]).toSorted((a, b) => rank(a) - rank(b));
  }
}
