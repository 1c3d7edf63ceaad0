package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what of a workload was too much to be told apart. */
final class LimitsReached {

  private final Tally tally;
  private final List<String> sentences = new ArrayList<>();

  LimitsReached(Tally tally) {
    this.tally = tally;
  }

  List<String> sentences() {
    if (tally.statements.isCut()) {
      say(
          "%,d queries of %s%,d further statements are counted in the totals only: %s. Names of"
              + " tables or columns, or comments, that change from query to query do this.",
          tally.others.calls(),
          tally.otherStatements.isExact() ? "" : "about ",
          tally.otherStatements.count(),
          mostStatements());
    }
    if (tally.leavesGroupsOut()) {
      say(
          "%s%,d pairs of statement and call site are not told apart from the others of their"
              + " statement: %s.",
          tally.otherGroups.isExact() ? "" : "about ", tally.otherGroups.count(), mostGroups());
    }
    if (tally.cutUnits > 0) {
      say(
          "%,d times a unit of work was cut after %,d queries and counted as another one from"
              + " there.",
          tally.cutUnits, tally.limits.callsInUnit());
    }
    if (tally.otherSets > 0) {
      say(
          "Units that ran one of several statements are counted as lower bounds: %,d units ran"
              + " sets of statements beyond the %,d that are kept.",
          tally.otherSets, tally.limits.sets());
    }
    if (tally.names.isCut()) {
      say("Only %,d names of units of work are told apart.", tally.limits.names());
    }
    byName(tally.sources, "sources");
    byName(tally.otherVerbs, "first words of statements");
    if (tally.otherFailures > 0) {
      say(
          "%,d error reports are not listed: more than %,d differ.",
          tally.otherFailures, tally.limits.failures());
    }
    if (tally.otherSightings > 0) {
      say("%,d further sightings are not told apart.", tally.otherSightings);
    }
    return List.copyOf(sentences);
  }

  private String mostStatements() {
    return tally.statements.entries().size() >= tally.limits.statements()
        ? String.format(
            Locale.US,
            "more than %,d statements differ by more than their values",
            tally.limits.statements())
        : String.format(
            Locale.US,
            "texts as long as theirs would take more than %,d MB, which %,d statements take that"
                + " are told apart",
            tally.limits.texts() >> 20,
            tally.statements.entries().size());
  }

  private String mostGroups() {
    return tally.groups.entries().size() >= tally.limits.groups()
        ? String.format(Locale.US, "there are more than %,d", tally.limits.groups())
        : String.format(
            Locale.US,
            "the names of their call sites have more than %,d characters",
            tally.limits.sites());
  }

  private void byName(ByName queries, String names) {
    if (queries.others() > 0) {
      say(
          "%,d queries are counted under \"(others)\": the log prints more than %,d different %s.",
          queries.others(), tally.limits.sources(), names);
    }
  }

  private void say(String format, Object... numbers) {
    sentences.add(String.format(Locale.US, format, numbers));
  }
}
