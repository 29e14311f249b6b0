import { PerformanceObserver } from 'node:perf_hooks';

/**
 * Runs in every test file with servers. Node's list of observers is the only one that Jest shares between files: an
 * observer that stays in it, as the default metrics leave theirs, keeps all modules of its file in memory.
 */
const observing = new Set<PerformanceObserver>();
const { observe } = PerformanceObserver.prototype;

PerformanceObserver.prototype.observe = function (this: PerformanceObserver, ...what) {
  observing.add(this);
  observe.apply(this, what);
};

afterAll(() => {
  PerformanceObserver.prototype.observe = observe;
  for (const observer of observing) observer.disconnect();
});
