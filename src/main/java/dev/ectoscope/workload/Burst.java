package dev.ectoscope.workload;

/** The executions of one query group in one unit of work, by their places among its calls. */
final class Burst {

  QueryGroup group;
  int first;
  int last;
  int count;

  /** Without another statement between, the last and the longest of them. */
  private int run;

  int longest;

  Burst(QueryGroup of) {
    group = of;
  }

  void begin(QueryGroup of, int at) {
    group = of;
    first = last = at;
    count = run = longest = 1;
  }

  void extend(int at) {
    run = last == at - 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
    last = at;
    count++;
  }
}
