package dev.ectoscope.detector.query;

import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Optional;

/**
 * The read that most likely gave the rows a loop runs over.
 *
 * @param table it reads
 * @param function that asked, or ""
 */
record Before(String table, String function) {

  static final Before NOTHING = new Before("", "");

  /**
   * The nearest read before the loop's first execution, of a table whose rows are called so if
   * there is one.
   */
  static Before of(Loop loop, String row, Workload workload) {
    UnitOfWork unit = loop.example();
    QueryCall first =
        unit.calls().stream().filter(c -> isOf(loop, c)).findFirst().orElse(unit.calls().get(0));
    List<Before> reads =
        unit.calls().stream()
            .filter(c -> c.compareTo(first) < 0)
            .flatMap(c -> read(c, loop, workload).stream())
            .toList();
    return reads.stream()
        .filter(b -> Wording.rowOf(b.table()).equals(row))
        .reduce((a, b) -> b)
        .or(() -> reads.stream().reduce((a, b) -> b))
        .orElse(NOTHING);
  }

  private static boolean isOf(Loop loop, QueryCall call) {
    return call.fingerprint().equals(loop.statement().fingerprint())
        && call.callSite().equals(loop.callSite());
  }

  private static Optional<Before> read(QueryCall call, Loop loop, Workload workload) {
    StatementStatistics statistics = workload.statement(call.fingerprint());
    if (statistics == null) {
      return Optional.empty();
    }
    Shape shape = statistics.statement().shape();
    boolean rows =
        shape.kind() == Kind.READ
            && !shape.rootTable().isEmpty()
            && !RowKey.asksForOneRow(shape)
            && !isOfPlug(call)
            && selectsRows(shape);
    if (!rows || call.fingerprint().equals(loop.statement().fingerprint())) {
      return Optional.empty();
    }
    boolean known = call.callSite().isApplication();
    return Optional.of(new Before(shape.rootTable(), known ? call.callSite().function() : ""));
  }

  /** What a plug reads for every request is who asks, not the rows of a page. */
  private static boolean isOfPlug(QueryCall call) {
    return call.callSite().function().endsWith(".call/2");
  }

  /** A session's token is read for the account that it is joined to. */
  private static boolean selectsRows(Shape shape) {
    return shape.projection().isEmpty()
        || shape.projection().stream()
            .anyMatch(c -> c.table().isEmpty() || c.table().equals(shape.rootTable()));
  }
}
